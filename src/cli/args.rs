//! What can be written on the command line. Groups of flags are structs of their own, so that commands share them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// One policy gate for everything that flows into a Kubernetes cluster.
#[derive(Debug, Parser)]
#[command(name = "tidegate", version, about, max_term_width = 120, disable_help_subcommand = true)]
#[command(
    after_help = "Exit codes: 0 passed, 1 denied, 2 could not judge (or wrong usage), 3 nothing was checked."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Judge files, folders, Helm charts, kustomizations or standard input.
    Check(Box<CheckArgs>),
    /// List the rules.
    Rules(RulesArgs),
    /// Explain a rule, or say which rules apply to an object.
    Explain(ExplainArgs),
    /// Test policies: Rego unit tests and the rules' own examples.
    Verify(VerifyArgs),
    /// Write the rules' pages from their METADATA and examples.
    Docs(DocsArgs),
    /// Show the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// List or print the schemas of Tidegate's own files, or hold documents against a schema.
    Schema(OwnSchemaArgs),
    /// Write a starter configuration, a CI snippet and a baseline.
    Init(InitArgs),
    /// Make a new rule that passes its own tests.
    NewRule(NewRuleArgs),
    /// Print a completion script for a shell.
    Completion(CompletionArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print what is set.
    Show(ConfigShowArgs),
}

/// Which configuration file.
#[derive(Debug, Args, Default)]
pub(super) struct ConfigArgs {
    /// Configuration file; without it tidegate.yaml is looked for up to the repository's root.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_config", help_heading = "Configuration")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration file.
    #[arg(long, help_heading = "Configuration")]
    pub(super) no_config: bool,
}

/// Which rules.
#[derive(Debug, Args, Default)]
pub(super) struct RuleArgs {
    /// Further policies: native rules or conftest policies.
    #[arg(short = 'p', long, value_name = "DIR", value_hint = ValueHint::AnyPath, help_heading = "Rules")]
    pub(super) policy: Vec<PathBuf>,
    /// Only these rules or packs.
    #[arg(long = "rule", value_name = "PACK/RULE|PACK", help_heading = "Rules")]
    pub(super) rules: Vec<String>,
    /// Not these rules or packs.
    #[arg(long = "skip-rule", value_name = "PACK/RULE|PACK", help_heading = "Rules")]
    pub(super) skip_rules: Vec<String>,
    /// Only findings of this severity or above: error, warning, info.
    #[arg(long, value_name = "SEVERITY", help_heading = "Rules")]
    pub(super) severity: Option<String>,
    /// Only objects of these kinds.
    #[arg(long = "kind", value_name = "KIND|GROUP/KIND", help_heading = "Rules")]
    pub(super) kinds: Vec<String>,
    /// Which rules are on: standard, strict, chart.
    #[arg(long, value_name = "PROFILE", help_heading = "Rules")]
    pub(super) profile: Option<String>,
    /// Pod Security level of namespaces that declare none: privileged, baseline, restricted.
    #[arg(long, value_name = "LEVEL", help_heading = "Rules")]
    pub(super) level: Option<String>,
    /// A parameter of a pack.
    #[arg(long = "param", value_name = "PACK.KEY=VALUE", help_heading = "Rules")]
    pub(super) params: Vec<String>,
    /// Rules that are newer than this version of Tidegate only inform.
    #[arg(long, value_name = "VERSION", help_heading = "Rules")]
    pub(super) rules_as_of: Option<String>,
}

/// How charts are rendered.
#[derive(Debug, Args, Default)]
pub(super) struct HelmArgs {
    /// Values file for charts.
    #[arg(short = 'f', long = "values", value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Helm")]
    pub(super) values: Vec<PathBuf>,
    /// A single value for charts.
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = "Helm")]
    pub(super) set: Vec<String>,
    /// A named set of values files; each is a scope.
    #[arg(long, value_name = "NAME=FILE[,FILE…]", help_heading = "Helm")]
    pub(super) values_matrix: Vec<String>,
    /// Name of the release.
    #[arg(long, value_name = "NAME", help_heading = "Helm")]
    pub(super) release_name: Option<String>,
    /// API versions that charts see beside the built-in ones.
    #[arg(long, value_name = "GROUP/VERSION", help_heading = "Helm")]
    pub(super) api_versions: Vec<String>,
    /// Render the charts' CRDs too.
    #[arg(long, help_heading = "Helm")]
    pub(super) include_crds: bool,
    /// The chart that recorded renders were made from, for lines in templates.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Helm")]
    pub(super) chart: Option<PathBuf>,
    /// Render anew instead of taking renders from the cache.
    #[arg(long, help_heading = "Helm")]
    pub(super) no_cache: bool,
}

/// By which schemas objects are judged.
#[derive(Debug, Args, Default)]
pub(super) struct SchemaArgs {
    /// Versions of Kubernetes that manifests go to; charts see the newest of them.
    #[arg(long, value_name = "VERSION", value_delimiter = ',', help_heading = "Schemas")]
    pub(super) kube_version: Vec<String>,
    /// Schemas of custom kinds: CustomResourceDefinitions, OpenAPI, JSON Schemas.
    #[arg(long, value_name = "DIR|FILE", value_hint = ValueHint::AnyPath, help_heading = "Schemas")]
    pub(super) schemas: Vec<PathBuf>,
}

/// What is known beyond the files.
#[derive(Debug, Args, Default)]
pub(super) struct KnowledgeArgs {
    /// Namespace of objects that name none.
    #[arg(short = 'n', long, value_name = "NAMESPACE", help_heading = "Scope")]
    pub(super) namespace: Option<String>,
    /// What lands in one cluster together: auto, file, path, run.
    #[arg(long, value_name = "MODE", help_heading = "Scope")]
    pub(super) scope: Option<String>,
    /// A kind of which the files hold every object.
    #[arg(long, value_name = "KIND|GROUP/KIND", help_heading = "Scope")]
    pub(super) complete: Vec<String>,
    /// A dump of the cluster.
    #[arg(long, value_name = "DIR|FILE", value_hint = ValueHint::AnyPath, help_heading = "Scope")]
    pub(super) inventory: Vec<PathBuf>,
    /// The state before the change, for rules that see the change.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Scope")]
    pub(super) old: Vec<PathBuf>,
    /// What standard input (-) is called.
    #[arg(long, value_name = "NAME", help_heading = "Scope")]
    pub(super) stdin_filename: Option<PathBuf>,
}

/// How the outcome is told.
#[derive(Debug, Args, Default)]
pub(super) struct OutputArgs {
    /// Format, and where to: text, compact, json. Repeatable.
    #[arg(short = 'o', long = "output", value_name = "FORMAT[=FILE]", help_heading = "Output")]
    pub(super) output: Vec<String>,
    /// Every finding in full.
    #[arg(short = 'v', long, help_heading = "Output")]
    pub(super) verbose: bool,
    /// Colours: auto, always, never.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, help_heading = "Output")]
    pub(super) color: Color,
    /// What fails the run: deny, warn.
    #[arg(long, value_name = "ACTION", help_heading = "Output")]
    pub(super) fail_on: Option<String>,
    /// Denials do not fail the run; what could not be judged still does.
    #[arg(long, help_heading = "Output")]
    pub(super) no_fail: bool,
    /// Findings that existed when Tidegate was adopted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(super) baseline: Option<String>,
    /// Print on standard error what each rule cost.
    #[arg(long, help_heading = "Output")]
    pub(super) timings: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Files, folders, Helm charts, kustomizations, or - for standard input.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath, required_unless_present = "review")]
    pub(super) paths: Vec<PathBuf>,
    /// Judge a recorded AdmissionReview, with --inventory for what the cluster held.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["paths", "old"])]
    pub(super) review: Option<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub(super) schemas: SchemaArgs,
    #[command(flatten)]
    pub(super) helm: HelmArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Only this pack.
    #[arg(long, value_name = "PACK")]
    pub(super) pack: Option<String>,
    /// Format: text, json.
    #[arg(short = 'o', long = "output", value_enum, default_value_t)]
    pub(super) output: ListFormat,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule, as in pods/run-as-non-root.
    #[arg(value_name = "PACK/RULE", required_unless_present = "object")]
    pub(super) rule: Option<String>,
    /// Say which rules apply to the objects in a file, which not and why.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "rule")]
    pub(super) object: Option<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(super) struct ConfigShowArgs {
    /// Say where each value comes from.
    #[arg(long)]
    pub(super) origin: bool,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct OwnSchemaArgs {
    /// The schema to print, as in config or config.v1; without it all are listed.
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    #[command(subcommand)]
    pub(super) command: Option<SchemaCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// Hold documents against their schemas.
    Check(SchemaCheckArgs),
}

#[derive(Debug, Args)]
pub(super) struct SchemaCheckArgs {
    /// YAML, JSON or JSON lines, manifests too, the METADATA of a .rego file, or - for standard input.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required = true)]
    pub(super) files: Vec<PathBuf>,
    /// One of `tidegate schema`, or the file of a JSON Schema; without it the document or its name says which.
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub(super) schema: Option<String>,
    #[command(flatten)]
    pub(super) schemas: SchemaArgs,
    /// Colours: auto, always, never.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(super) color: Color,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// What will be checked; its findings of today become the baseline.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Replace files that are there.
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompletionArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Policy folders; without any, ./policies.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Only tests and examples whose name matches.
    #[arg(long, value_name = "REGEX")]
    pub(super) run: Option<String>,
    /// Tell which lines were evaluated.
    #[arg(long)]
    pub(super) coverage: bool,
    /// Fail below so many percent of lines evaluated.
    #[arg(long, value_name = "PERCENT")]
    pub(super) threshold: Option<f64>,
    /// Drop or negate one expression at a time and name the changes that no test notices.
    #[arg(long)]
    pub(super) mutate: bool,
    /// With --mutate: only this rule's expressions.
    #[arg(long, value_name = "PACK/RULE", requires = "mutate")]
    pub(super) rule: Option<String>,
    /// Format: text, json, junit.
    #[arg(short = 'o', long = "output", default_value = "text", value_name = "FORMAT")]
    pub(super) output: String,
}

#[derive(Debug, Args)]
pub(super) struct DocsArgs {
    /// Policy folder.
    #[arg(value_name = "DIR", default_value = "policies", value_hint = ValueHint::DirPath)]
    pub(super) path: PathBuf,
    /// Write nothing; fail if a page is not what it would be.
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct NewRuleArgs {
    /// Pack and name, as in acme/no-latest-tag.
    #[arg(value_name = "PACK/NAME")]
    pub(super) rule: String,
    /// Policy folder to put it into.
    #[arg(long, value_name = "DIR", default_value = "policies", value_hint = ValueHint::DirPath)]
    pub(super) dir: PathBuf,
}
