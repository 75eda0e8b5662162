//! Buttons and the values of all controls: always what the state says.

use costscape_core::cost::Cost;
use costscape_core::initialisation::Initialisation;
use costscape_core::landscape::Sampling;
use costscape_core::network::Activation;
use costscape_core::optimizer::Optimizer;
use costscape_protocol::{Pace, Source};
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

use crate::numbers::rate;
use crate::page::{Page, pass_focus, set_attribute, set_disabled, set_hidden, set_text};
use crate::state::{BATCH_ALL, Choices, Dataset, Field, GalleryChoice, Mnist, Order, State, Theme, Tool, Which};

pub(super) fn draw(page: &Page, state: &State) {
    buttons(page, state);
    let choices = &state.choices;
    for (radio, tool) in
        [(&page.tool_pen, Tool::Pen), (&page.tool_rubber, Tool::Rubber), (&page.tool_pixel, Tool::Pixel)]
    {
        check(radio, state.drawing.tool == tool);
    }
    let tool = Tool::ALL.into_iter().find(|(_, tool)| *tool == state.drawing.tool).map(|(name, _)| name);
    set_attribute(&page.draw_pad, "data-tool", tool);
    select(&page.pen_width, &state.drawing.width.to_string());
    set_disabled(&page.pen_width, state.drawing.tool != Tool::Pen);
    select(&page.dataset, dataset(choices));
    mnist(page, &state.data.mnist);
    own(page, state);
    set_text(&page.dataset_note, dataset_note(choices.dataset));
    rate_slider(page, choices);
    select(&page.batch_size, &batch_size(choices));
    // A ride goes over the whole set.
    set_disabled(&page.batch_size, state.landscape.riding);
    set_attribute(&page.batch_size, "title", state.landscape.riding.then_some("A ride is over the whole set"));
    select(&page.optimizer, optimizer(choices));
    select(&page.cost_function, cost_function(choices));
    select(&page.activation, activation(choices));
    // What belongs to them shows with them. No rule of style may look at attributes named value: it would be asked anew
    // whenever a readout gets another.
    set_attribute(&page.root, "data-optimizer", Some(optimizer(choices)));
    set_attribute(&page.root, "data-activation", Some(activation(choices)));
    select(&page.initialisation, initialisation(choices));
    field(&page.hidden_layers, &choices.hidden_layers);
    field(&page.seed, &choices.seed);
    select(&page.speed, &speed(choices));
    select(&page.resolution, &choices.resolution.to_string());
    select(&page.plane, choices.plane.name());
    set_attribute(&page.root, "data-plane", Some(choices.plane.name()));
    select(&page.heights, choices.heights.name());
    select(&page.sampling, &sampling(choices));
    let line = state.landscape.shown.as_ref().is_some_and(|view| view.kind.is_line());
    set_disabled(&page.sampling, line);
    field(&page.plane_seed, &choices.plane_seed);
    field(&page.first_parameter, &choices.parameters[0]);
    field(&page.second_parameter, &choices.parameters[1]);
    check(&page.relief, choices.relief);
    check(&page.map_log, choices.map_log);
    check(&page.ride, state.landscape.riding);
    check(&page.follow, choices.follow);
    check(&page.chart_log, choices.chart_log);
    select(&page.gallery_part, name_of(&GalleryChoice::PARTS, choices.gallery.part));
    select(&page.gallery_class, &gallery_class(choices));
    select(&page.gallery_which, name_of(&Which::ALL, choices.gallery.which));
    select(&page.gallery_order, name_of(&Order::ALL, choices.gallery.order));
    select(&page.theme, choices.theme.name());
    check(&page.presenter, choices.presenter);
    let theme = (choices.theme != Theme::Auto).then_some(choices.theme.name());
    set_attribute(&page.root, "data-theme", theme);
    set_attribute(&page.root, "data-presenter", choices.presenter.then_some(""));
}

fn buttons(page: &Page, state: &State) {
    let running = state.run.running;
    set_text(&page.train, if running { "Pause" } else { "Train" });
    let waits = !state.has_run();
    for button in
        [&page.train, &page.step, &page.reset, &page.reslice, &page.put_back, &page.save_point, &page.keep_run]
    {
        set_disabled(button, waits);
    }
    let stays = state.run.before_hand.is_none();
    if stays {
        pass_focus(&page.put_back, &page.reslice);
    }
    set_hidden(&page.put_back, stays);
    let line = state.landscape.shown.as_ref().is_none_or(|view| view.kind.is_line());
    set_disabled(&page.ride, waits || line && !state.landscape.riding);
    set_disabled(&page.relief, state.landscape.shown.as_ref().is_some_and(|view| view.kind.is_line()));
    set_text(&page.save_point, &format!("Save point ({} of 3)", state.landscape.points.len()));
    // The settings that only a new run takes up, and has not yet.
    let pending = !state.run.theta.is_empty() && state.choices.start != state.run.start;
    set_attribute(&page.reset, "data-pending", pending.then_some(""));
    note(page, &state.choices, pending);
    set_disabled(&page.random_digit, waits);
}

fn rate_slider(page: &Page, choices: &Choices) {
    let text = rate(choices.settings.learning_rate);
    set_text(&page.learning_rate_value, &text);
    set_attribute(&page.learning_rate, "aria-valuetext", Some(&text));
    // The slider writes 0.30 as 0.3: compared as numbers, or the knob would jump under the hand.
    if page.learning_rate.value().parse() != Ok(choices.rate_position) {
        page.learning_rate.set_value(&choices.rate_position.to_string());
    }
}

fn mnist(page: &Page, mnist: &Mnist) {
    for (value, name) in [("mnist", "MNIST (not here)"), ("mixed", "MNIST and pen digits (not here)")] {
        let option = page.dataset.query_selector(&format!("option[value={value}]")).ok().flatten();
        let Some(option) = option else { continue };
        let why = if let Mnist::Missing { why } = mnist { Some(&**why) } else { None };
        set_attribute(&option, "disabled", why.map(|_| ""));
        set_attribute(&option, "title", why);
        if why.is_some() {
            set_text(&option, name);
        }
    }
}

/// What there is to know of the digits chosen.
fn dataset_note(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Mixed => "More ways of writing to learn from. The unseen digits are MNIST’s alone, which are easier.",
        Dataset::Pen | Dataset::Mnist | Dataset::Own => "Other digits start a new run.",
    }
}

/// A visitor's own images can be seen in the menu while they are in use.
fn own(page: &Page, state: &State) {
    let option = page.dataset.query_selector("option[value=own]").ok().flatten();
    let name = state.data.summary.as_ref().and_then(|summary| match &summary.source {
        Source::Own { name } => Some(name),
        _ => None,
    });
    if let Some(option) = option {
        set_attribute(&option, "hidden", name.is_none().then_some(""));
        set_attribute(&option, "disabled", name.is_none().then_some(""));
        set_text(&option, &name.map_or_else(|| "Your own".to_owned(), |name| format!("Your own: {name}")));
    }
    set_hidden(&page.class_names_field, name.is_none());
    if page.class_names.value() != state.data.class_names {
        page.class_names.set_value(&state.data.class_names);
    }
}

/// What is wrong with the fields, or what waits for a reset.
fn note(page: &Page, choices: &Choices, pending: bool) {
    let complaints: Vec<String> =
        [&choices.hidden_layers, &choices.seed].into_iter().filter_map(Field::complaint).collect();
    let text = match &complaints[..] {
        [] if pending => "These wait for Reset.".to_owned(),
        [] => "The learning rate changes at once, too.".to_owned(),
        complaints => complaints.join(" "),
    };
    set_text(&page.settings_note, &text);
}

fn select(element: &HtmlSelectElement, value: &str) {
    if element.value() != value {
        element.set_value(value);
    }
}

fn check(element: &HtmlInputElement, checked: bool) {
    if element.checked() != checked {
        element.set_checked(checked);
    }
}

fn field(element: &HtmlInputElement, field: &Field) {
    if element.value() != field.text {
        element.set_value(&field.text);
    }
    element.set_custom_validity(field.error.as_deref().unwrap_or(""));
    let element: &HtmlElement = element;
    set_attribute(element, "aria-invalid", field.error.as_ref().map(|_| "true"));
}

fn dataset(choices: &Choices) -> &'static str {
    match choices.dataset {
        Dataset::Pen => "pen",
        Dataset::Mnist => "mnist",
        Dataset::Mixed => "mixed",
        Dataset::Own => "own",
    }
}

fn batch_size(choices: &Choices) -> String {
    match choices.settings.batch_size {
        BATCH_ALL => "all".to_owned(),
        size => size.to_string(),
    }
}

fn optimizer(choices: &Choices) -> &'static str {
    match choices.settings.optimizer {
        Optimizer::Sgd => "sgd",
        Optimizer::Momentum => "momentum",
        Optimizer::Adam => "adam",
    }
}

fn cost_function(choices: &Choices) -> &'static str {
    match choices.settings.cost {
        Cost::Quadratic => "quadratic",
        Cost::CrossEntropy => "cross-entropy",
    }
}

fn activation(choices: &Choices) -> &'static str {
    match choices.settings.activation {
        Activation::Sigmoid => "sigmoid",
        Activation::Relu => "relu",
    }
}

fn initialisation(choices: &Choices) -> &'static str {
    match choices.start.initialisation {
        Initialisation::Scaled => "scaled",
        Initialisation::Lesson => "lesson",
    }
}

fn sampling(choices: &Choices) -> String {
    match choices.sampling {
        Sampling::All => "all".to_owned(),
        Sampling::OneIn(n) => n.to_string(),
    }
}

fn gallery_class(choices: &Choices) -> String {
    choices.gallery.class.map_or_else(|| GalleryChoice::EVERY_CLASS.to_owned(), |class| class.to_string())
}

/// The name in the page of one of `all`.
fn name_of<T: PartialEq + Copy>(all: &[(&'static str, T)], value: T) -> &'static str {
    all.iter().find(|(_, known)| *known == value).map_or("", |(name, _)| name)
}

fn speed(choices: &Choices) -> String {
    match choices.pace {
        Pace::Fastest => "max".to_owned(),
        Pace::StepsPerSecond(steps) => steps.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Control, Msg};
    use crate::update::update;

    const HTML: &str = include_str!("../../../../www/index.html");

    /// The values a select offers.
    fn options(name: &str) -> Vec<String> {
        let (_, select) = HTML.split_once(&format!("name=\"{name}\"")).unwrap();
        let (select, _) = select.split_once("</select>").unwrap();
        select.split("<option value=\"").skip(1).map(|option| option.split('"').next().unwrap().to_owned()).collect()
    }

    /// Attributes of the page's root stand in for what its menus say: notes and fields show by them.
    #[test]
    fn what_belongs_to_a_choice_shows_with_it() {
        let style = include_str!("../../../../www/style/landscape.css");
        let choices = State::new(1).choices;
        let first =
            [("plane", choices.plane.name()), ("optimizer", optimizer(&choices)), ("activation", activation(&choices))];
        for (name, chosen) in first {
            let root = HTML.split_once("<html ").unwrap().1.split_once('>').unwrap().0;
            assert!(root.contains(&format!("data-{name}=\"{chosen}\"")), "{root}");
            for option in options(name) {
                assert!(style.contains(&format!("[data-{name}=\"{option}\"]")), "{option} of {name}");
            }
        }
        let notes = HTML.split_once("id=\"plane-note\">").unwrap().1.split_once("</p>").unwrap().0;
        assert_eq!(notes.matches("<span>").count(), options("plane").len(), "a sentence to each plane");
    }

    #[test]
    fn every_option_of_the_page_is_understood_and_written_back() {
        type Shown = fn(&Choices) -> String;
        let shown: [(Control, Shown); 15] = [
            (Control::BatchSize, batch_size),
            (Control::Optimizer, |c| optimizer(c).to_owned()),
            (Control::CostFunction, |c| cost_function(c).to_owned()),
            (Control::Activation, |c| activation(c).to_owned()),
            (Control::Initialisation, |c| initialisation(c).to_owned()),
            (Control::Speed, speed),
            (Control::Resolution, |c| c.resolution.to_string()),
            (Control::Theme, |c| c.theme.name().to_owned()),
            (Control::Plane, |c| c.plane.name().to_owned()),
            (Control::Heights, |c| c.heights.name().to_owned()),
            (Control::Sampling, sampling),
            (Control::GalleryPart, |c| name_of(&GalleryChoice::PARTS, c.gallery.part).to_owned()),
            (Control::GalleryClass, gallery_class),
            (Control::GalleryWhich, |c| name_of(&Which::ALL, c.gallery.which).to_owned()),
            (Control::GalleryOrder, |c| name_of(&Order::ALL, c.gallery.order).to_owned()),
        ];
        for (control, value) in shown {
            let mut state = State::new(1);
            let options = options(control.name());
            assert!(options.len() > 1, "{control:?}");
            assert!(options.contains(&value(&state.choices)), "{control:?} begins with {}", value(&state.choices));
            for option in options {
                update(&mut state, Msg::Control(control, option.clone()));
                assert_eq!(value(&state.choices), option, "{control:?}");
            }
        }
    }
}
