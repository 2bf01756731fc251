//! Saved searches: keeping the present one, opening, renaming, deleting. Their list is what the workers
//! said last; each change is answered with the whole list anew.

use super::edit::edit;
use super::overlays::{Pick, pick};
use super::{focus_on, out, search};
use crate::text::safe_line;
use crate::tui::Effect;
use crate::tui::key::Key;
use crate::tui::model::overlay::{Overlay, Picker};
use crate::tui::model::saved::{NamePrompt, Naming, Sure, narrowed, of_name};
use crate::tui::model::{Asked, Focus, Model};
use crate::work::{Request, SavedSearch};
use crossterm::event::KeyCode;
use tui_input::Input;

/// Asks for all of them with their counts.
pub fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    send(model, Request::Searches, None, effects);
}

fn send(model: &mut Model, request: Request, said: Option<String>, effects: &mut Vec<Effect>) {
    let effect = model.ask(request, Asked::Searches(said));
    effects.push(effect);
}

/// They have come.
pub fn receive(model: &mut Model, searches: Vec<SavedSearch>) {
    model.filters.saved = searches;
    model.filters.rebuild(model.query.value());
}

/// Asks for a name for the present search; one that is saved already has its own.
pub fn name_present(model: &mut Model) {
    if model.like.is_some() {
        return model.say("Only a search can be saved, not a list of articles like another");
    }
    let query = model.query.value().trim();
    if query.is_empty() {
        return model.say("Search for something first, then save it");
    }
    let known = model.filters.saved.iter().find(|search| search.query == query);
    let input = Input::new(known.map(|search| search.name.clone()).unwrap_or_default());
    model.overlays.push(Overlay::Name(NamePrompt { input, what: Naming::Save }));
}

/// A key in the line for a name; whether that stays.
pub fn press_name(model: &mut Model, prompt: &mut NamePrompt, key: Key, effects: &mut Vec<Effect>) -> bool {
    if key.code != KeyCode::Enter {
        edit(&mut prompt.input, key);
        return true;
    }
    let name = safe_line(prompt.input.value());
    if name.is_empty() {
        model.say("Type a name first");
        return true;
    }
    let known = of_name(&model.filters.saved, &name).map(|search| search.name.clone());
    match (&prompt.what, known) {
        (Naming::Save, Some(known)) => {
            model.overlays.push(Overlay::Name(prompt.clone()));
            model.overlays.push(Overlay::Sure(Sure::Replace(known)));
        }
        (Naming::Save, None) => save(model, name, false, effects),
        (Naming::Rename(from), Some(known)) if known != *from => {
            model.complain(format!("There is a saved search “{known}” already"));
            return true;
        }
        (Naming::Rename(from), _) => {
            let said = format!("“{from}” is now “{name}”");
            send(model, Request::Rename { name: from.clone(), to: name }, Some(said), effects);
        }
    }
    false
}

fn save(model: &mut Model, name: String, replace: bool, effects: &mut Vec<Effect>) {
    let said = format!("Saved as “{name}”");
    let query = model.query.value().to_owned();
    let sort = model.results.sort;
    send(model, Request::Save { name, query, sort, replace }, Some(said), effects);
}

/// A second key has said yes.
pub fn go_on(model: &mut Model, sure: &Sure, effects: &mut Vec<Effect>) {
    match sure {
        Sure::Replace(name) => {
            // The line in which the name was typed lies below.
            model.overlays.pop();
            save(model, name.clone(), true, effects);
        }
        Sure::Overwrite(_, writing) => out::write(model, writing.clone(), true, effects),
        Sure::Delete(name) => {
            send(model, Request::Delete(name.clone()), Some(format!("“{name}” is deleted")), effects);
        }
    }
}

/// The list of all.
pub fn list(model: &mut Model) {
    model.overlays.push(Overlay::Saved(Picker::default()));
}

/// A key in the list; whether that stays.
pub fn press_list(model: &mut Model, picker: &mut Picker, key: Key, effects: &mut Vec<Effect>) -> bool {
    let names: Vec<String> =
        narrowed(&model.filters.saved, picker.input.value()).into_iter().map(|search| search.name.clone()).collect();
    let chosen = names.get(picker.selected.min(names.len().saturating_sub(1)));
    let above = match (key.code, chosen) {
        (KeyCode::F(2), Some(name)) => {
            let (input, what) = (Input::new(name.clone()), Naming::Rename(name.clone()));
            Overlay::Name(NamePrompt { input, what })
        }
        (KeyCode::Delete, Some(name)) => Overlay::Sure(Sure::Delete(name.clone())),
        _ => {
            return match pick(picker, key, names.len()) {
                Pick::Stays => true,
                Pick::Closes => false,
                Pick::Takes(number) => {
                    names.get(number).into_iter().for_each(|name| open(model, name, effects));
                    false
                }
            };
        }
    };
    model.overlays.push(Overlay::Saved(picker.clone()));
    model.overlays.push(above);
    false
}

/// Runs one in its order; nothing in it is new any more.
pub fn open(model: &mut Model, name: &str, effects: &mut Vec<Effect>) {
    let Some(saved) = model.filters.saved.iter_mut().find(|search| search.name == name) else { return };
    saved.new = 0;
    // The space says that the last word is whole.
    let query = if saved.query.is_empty() { String::new() } else { format!("{} ", saved.query) };
    let sort = saved.sort;
    search::go_to(model, query, sort, effects);
    focus_on(model, Focus::List);
    send(model, Request::Look(name.to_owned()), None, effects);
}
