//! What the page is seen in: a phone, a laptop, a projector, dark or light.

use anyhow::Result;
use serde_json::json;
use thirtyfour::WebDriver;

/// The window and what its user prefers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Width of the viewport, in CSS pixels.
    pub width: u32,
    /// Height of the viewport, in CSS pixels.
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub scale: f64,
    /// Whether dark colours are preferred.
    pub dark: bool,
    /// Whether little motion is preferred.
    pub reduced_motion: bool,
    /// Whether it has a touch screen and no mouse.
    pub touch: bool,
    /// Whether the browser keeps a record of what its threads do, for [`Page::longest_work_ms`](crate::Page::longest_work_ms).
    pub recorded: bool,
}

impl Default for Window {
    /// A laptop.
    fn default() -> Window {
        Window {
            width: 1366,
            height: 768,
            scale: 1.0,
            dark: false,
            reduced_motion: false,
            touch: false,
            recorded: false,
        }
    }
}

impl Window {
    /// A phone held upright.
    pub fn phone() -> Window {
        Window { width: 360, height: 740, scale: 3.0, touch: true, ..Window::default() }
    }

    /// A projector's or a large screen's width.
    pub fn projector() -> Window {
        Window { width: 1920, height: 1080, ..Window::default() }
    }

    /// The same, dark colours being preferred.
    pub fn dark(self) -> Window {
        Window { dark: true, ..self }
    }

    /// The same, little motion being preferred.
    pub fn reduced_motion(self) -> Window {
        Window { reduced_motion: true, ..self }
    }

    /// The same, with a record of what the browser's threads do. Such a journey has to be among those that are alone.
    pub fn recorded(self) -> Window {
        Window { recorded: true, ..self }
    }

    /// Makes the browser's present and later pages appear in it.
    pub(crate) async fn apply(&self, driver: &WebDriver) -> Result<()> {
        let Window { width, height, scale, dark, reduced_motion, touch, recorded: _ } = *self;
        let tell = async |method: &str, parameters| driver.cdp().send_raw(method, parameters).await;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch });
        tell("Emulation.setDeviceMetricsOverride", metrics).await?;
        tell("Emulation.setTouchEmulationEnabled", json!({ "enabled": touch })).await?;
        let scheme = if dark { "dark" } else { "light" };
        let motion = if reduced_motion { "reduce" } else { "no-preference" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ] });
        tell("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }
}
