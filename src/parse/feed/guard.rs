//! Calls into feed-rs, which panics on some texts: the panic is caught and nothing is printed.
//!
//! A panic hook is one for the whole program. The first guarded call puts one before whatever hook
//! there is that passes on every panic but those of a thread inside a guarded call.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What the call gives; `None` if it panics.
pub fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                others(info);
            }
        }));
    });
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(false);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::{GUARDED, guarded};

    #[test]
    fn a_panic_inside_is_nothing_and_the_guard_ends_with_it() {
        assert_eq!(guarded(|| String::from("x").split_off(7)), None);
        assert!(!GUARDED.get());
        assert_eq!(guarded(|| 7), Some(7));
    }
}
