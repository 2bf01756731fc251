//! A set of article numbers, as it is kept in one value: numbers are given from 1 on without big gaps,
//! so that runs of them are short to write and bits are quick to ask.
//!
//! Useful for [`super::searches`] alone.

use super::StoreError;

/// A set of article numbers; a bit each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Numbers {
    bits: Vec<u64>,
}

impl Numbers {
    pub(super) fn insert(&mut self, number: u64) {
        let at = (number / 64) as usize;
        if at >= self.bits.len() {
            self.bits.resize(at + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(at) {
            *bits |= 1 << (number % 64);
        }
    }

    pub(super) fn contains(&self, number: u64) -> bool {
        let bits = usize::try_from(number / 64).ok().and_then(|at| self.bits.get(at));
        bits.is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    /// By turns how many numbers are not in it and how many are, from 0 on, each a LEB128.
    pub(super) fn pack(&self) -> Vec<u8> {
        let mut packed = Vec::new();
        let (mut inside, mut length) = (false, 0_u64);
        for number in 0..self.bits.len() as u64 * 64 {
            if self.contains(number) != inside {
                write(&mut packed, length);
                (inside, length) = (!inside, 0);
            }
            length += 1;
        }
        if inside {
            write(&mut packed, length);
        }
        packed
    }

    /// Reads [`Numbers::pack`]'s result back; no number in it is greater than `greatest`.
    pub(super) fn unpack(packed: &[u8], greatest: u64) -> Result<Self, StoreError> {
        let damaged = || StoreError::damaged("the articles that a saved search has shown can't be read");
        let (mut numbers, mut rest) = (Self::default(), packed);
        let (mut inside, mut at) = (false, 0_u64);
        while !rest.is_empty() {
            let length = read(&mut rest).ok_or_else(damaged)?;
            let end = at.checked_add(length).filter(|end| *end <= greatest.saturating_add(1)).ok_or_else(damaged)?;
            if inside {
                (at..end).for_each(|number| numbers.insert(number));
            }
            (inside, at) = (!inside, end);
        }
        Ok(numbers)
    }
}

fn write(packed: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        packed.push(value as u8 | 0x80);
        value >>= 7;
    }
    packed.push(value as u8);
}

fn read(packed: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = packed.split_first()?;
        *packed = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: impl IntoIterator<Item = u64>) -> Numbers {
        let mut set = Numbers::default();
        numbers.into_iter().for_each(|number| set.insert(number));
        set
    }

    #[test]
    fn a_set_is_read_back_as_it_was_written() {
        let sets = [set([]), set([1]), set([63, 64, 65]), set(1..1000), set((1..5000).filter(|n| n % 7 == 0))];
        for known in sets {
            assert_eq!(Numbers::unpack(&known.pack(), 5000).unwrap(), known);
        }
    }

    #[test]
    fn a_run_of_numbers_is_short_however_long() {
        assert!(set(1..1_000_000).pack().len() < 8);
    }

    #[test]
    fn what_is_no_set_is_damage_and_not_a_huge_one() {
        for packed in [&[0x80][..], &[1, 0xff, 0xff, 0xff, 0xff, 0x0f], &[0xff; 12]] {
            assert!(Numbers::unpack(packed, 1000).is_err(), "{packed:?}");
        }
    }
}
