//! Files of tools that are judged beside Kubernetes objects: what they are called and how they are written. What is wrong
//! with one is the rules' to say.

use std::path::Path as FilePath;

use super::{Document, Format};
use crate::value::{self, Value};

/// What a file is to the tool that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToolFile {
    /// What air, the reloader of Go programs, is told.
    AirToml,
    /// A Dockerfile or Containerfile.
    Dockerfile,
    /// A Procfile.
    Procfile,
    /// A compose file.
    Compose,
    /// What nodemon is told.
    Nodemon,
    /// The machine configuration of Talos Linux.
    Talos,
    /// A configuration of container network plugins.
    Cni,
    /// Any other TOML.
    Toml,
}

/// Behind `Dockerfile.` these tell that the file is something else: made into a Dockerfile, or written about one.
const OTHER_ENDINGS: &[&str] = &[
    "bak",
    "dockerignore",
    "erb",
    "go",
    "hbs",
    "in",
    "j2",
    "jinja",
    "jinja2",
    "js",
    "json",
    "m4",
    "md",
    "mustache",
    "orig",
    "py",
    "rb",
    "rego",
    "rej",
    "rs",
    "sh",
    "swp",
    "template",
    "tmpl",
    "toml",
    "tpl",
    "ts",
    "txt",
    "vim",
    "yaml",
    "yml",
];

impl ToolFile {
    /// What a file of this name is; `None` for manifests and for what is not read.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = FilePath::new(name).file_name()?.to_str()?;
        let lower = name.to_ascii_lowercase();
        let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
        match ending {
            "toml" => Some(if is_air(stem) { Self::AirToml } else { Self::Toml }),
            "dockerfile" | "containerfile" => Some(Self::Dockerfile),
            "procfile" => Some(Self::Procfile),
            "conflist" => Some(Self::Cni),
            "yaml" | "yml" => is_compose(stem).then_some(Self::Compose),
            _ if lower == "nodemon.json" => Some(Self::Nodemon),
            _ if OTHER_ENDINGS.contains(&ending) => None,
            _ if matches!(&*lower, "dockerfile" | "containerfile") => Some(Self::Dockerfile),
            _ if is_variant(name, "Dockerfile") || is_variant(name, "Containerfile") => {
                Some(Self::Dockerfile)
            }
            _ if name == "Procfile" || is_variant(name, "Procfile") => Some(Self::Procfile),
            _ => None,
        }
    }

    /// How it is written.
    pub fn format(self) -> Format {
        match self {
            Self::AirToml | Self::Toml => Format::Toml,
            Self::Dockerfile => Format::Dockerfile,
            Self::Procfile => Format::Procfile,
            Self::Compose | Self::Talos => Format::Yaml,
            Self::Nodemon | Self::Cni => Format::Json,
        }
    }

    /// What `input.file.format` says, and `applies_to` behind `file/`.
    pub fn word(self) -> &'static str {
        match self {
            Self::AirToml => "air-toml",
            Self::Dockerfile => "dockerfile",
            Self::Procfile => "procfile",
            Self::Compose => "compose",
            Self::Nodemon => "nodemon",
            Self::Talos => "talos",
            Self::Cni => "cni",
            Self::Toml => "toml",
        }
    }

    /// Whether a walk of a folder uses it. Most TOML is no configuration of anything that is deployed.
    pub fn is_walked(self) -> bool {
        self != Self::Toml
    }
}

/// `Dockerfile.prod`, `Dockerfile_windows`.
fn is_variant(name: &str, base: &str) -> bool {
    name.strip_prefix(base).is_some_and(|rest| rest.starts_with(['.', '_', '-']))
}

fn is_air(stem: &str) -> bool {
    let stem = stem.strip_prefix('.').unwrap_or(stem);
    stem.split('.').next() == Some("air") || stem.rsplit('.').next() == Some("air")
}

fn is_compose(stem: &str) -> bool {
    let stem = stem.strip_prefix("docker-").unwrap_or(stem);
    let rest = stem.strip_prefix("compose");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

impl Document {
    /// What the document is beside the manifests: by its file's name, and for what shares its format with manifests by
    /// what it holds.
    pub fn tool_file(&self) -> Option<ToolFile> {
        if self.template.is_some() {
            return None;
        }
        let says = |key| value::get(&self.value, key).is_some();
        let is_object = says("kind") || says("apiVersion");
        let holds = |keys: &[&str]| value::member(&self.value, keys).and_then(value::object).is_some();
        match ToolFile::of_name(self.file.name()) {
            Some(ToolFile::Compose) => (holds(&["services"]) && !is_object).then_some(ToolFile::Compose),
            Some(ToolFile::Nodemon) => {
                (matches!(self.value, Value::Object(_)) && !says("apiVersion")).then_some(ToolFile::Nodemon)
            }
            Some(known) => Some(known),
            None if is_object => None,
            None if says("cniVersion") => Some(ToolFile::Cni),
            None => self.is_talos().then_some(ToolFile::Talos),
        }
    }

    /// A whole machine configuration, or a patch of what it says of the network.
    fn is_talos(&self) -> bool {
        let version = value::get(&self.value, "version").and_then(value::text);
        let holds = |keys: &[&str]| value::member(&self.value, keys).and_then(value::object).is_some();
        holds(&["machine", "network"]) || (version == Some("v1alpha1") && holds(&["machine"]))
    }
}
