//! The terminal: colours, width, progress, complaints. Nothing here goes into a report.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Color;
use crate::gate::Progress;

/// Whether to colour what goes to a stream: `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE`, then the terminal.
pub(super) fn colors(wish: Color, is_terminal: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        Color::Auto => set("CLICOLOR_FORCE") || is_terminal,
    }
}

/// Columns of the terminal on standard output, if it is one.
pub(super) fn width() -> Option<usize> {
    let columns = || std::env::var("COLUMNS").ok()?.parse::<usize>().ok();
    io::stdout().is_terminal().then(columns).flatten()
}

/// Says an error with its causes on standard error.
pub(super) fn complain(error: &anyhow::Error) {
    let mut sink = io::stderr().lock();
    let _ = writeln!(sink, "error: {error}");
    for cause in error.chain().skip(1) {
        let _ = writeln!(sink, "  because: {cause}");
    }
}

/// Says something that is no error on standard error.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A bar on standard error, drawn only on a terminal and only when the work takes a while.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// For so many scopes.
    pub(super) fn new(scopes: usize) -> Self {
        let target = if io::stderr().is_terminal() && scopes > 1 {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(u64::try_from(scopes).ok(), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} scopes  {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// Takes it away.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn scope_done(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.inc(1);
    }
}
