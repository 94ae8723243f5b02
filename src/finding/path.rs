//! Where in an object: a chain of member names and list positions.

use std::fmt;
use std::sync::Arc;

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A member of an object.
    Key(Arc<str>),
    /// A position in a list, from 0.
    Index(u32),
}

/// A chain of steps from the root of an object; empty for the object itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The object itself.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The steps from the root on.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Goes one step deeper.
    pub fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// This path below `prefix`.
    #[must_use]
    pub fn below(&self, prefix: &Self) -> Self {
        Self(prefix.0.iter().chain(&self.0).cloned().collect())
    }

    /// The path of member names only, for code and tests.
    pub fn of_keys(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| Step::Key(Arc::from(*key))).collect())
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for Path {
    /// As a person writes it: `spec.containers[0].ports`, names that need it quoted: `data["net-conf.json"]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if is_plain(key) => {
                    write!(f, "{}{key}", if position == 0 { "" } else { "." })?;
                }
                Step::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_a_person_writes_it() {
        let mut path = Path::of_keys(&["spec", "containers"]);
        path.push(Step::Index(2));
        path.push(Step::Key("image".into()));
        assert_eq!(path.to_string(), "spec.containers[2].image");
        assert_eq!(Path::of_keys(&["data", "net-conf.json"]).to_string(), "data[\"net-conf.json\"]");
        assert_eq!(Path::root().to_string(), "");
    }

    #[test]
    fn below_puts_the_prefix_first() {
        let path = Path::of_keys(&["b"]).below(&Path::of_keys(&["a"]));
        assert_eq!(path, Path::of_keys(&["a", "b"]));
    }
}
