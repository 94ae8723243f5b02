//! The syntaxes that Kubernetes gives to texts, each by the name that our schemas use for it.
//!
//! Sources: k8s.io/apimachinery `pkg/util/validation`, `pkg/api/validation`, `pkg/api/resource`, Go's `time` package.

use super::server_formats::SERVER_FORMATS;
use super::{Class, cron};

/// One syntax.
pub(super) struct Format {
    /// As in `"format": "quantity"`.
    pub(super) name: &'static str,
    /// What such a text is, for "'x' is no …".
    pub(super) title: &'static str,
    /// What kind of mistake a text is that has not this syntax.
    pub(super) class: Class,
    /// Whether a text has it.
    pub(super) fits: fn(&str) -> bool,
}

const fn format(name: &'static str, title: &'static str, class: Class, fits: fn(&str) -> bool) -> Format {
    Format { name, title, class, fits }
}

/// All syntaxes.
pub(super) const FORMATS: &[Format] = &[
    format("int-or-percent", "whole number or percentage, as in 25%", Class::Value, is_percent),
    format("ip", "IP address", Class::Value, is_ip),
    format("cidr", "range of IP addresses, as in 10.0.0.0/8", Class::Value, is_cidr),
    format("cluster-ip", "IP address, and not None either", Class::Value, |text| {
        text == "None" || is_ip(text)
    }),
    format("external-name", "host name in lower case", Class::Value, |text| {
        is_subdomain(text.strip_suffix('.').unwrap_or(text))
    }),
    format(
        "host",
        "host name in lower case, as in shop.example.com or *.example.com",
        Class::Value,
        |text| is_subdomain(text.strip_prefix("*.").unwrap_or(text)),
    ),
    format("domain-path", "name with a domain, as in example.com/controller", Class::Value, is_domain_path),
    format(
        "resource-name",
        "resource: cpu, memory, ephemeral-storage, hugepages-SIZE, or one with a domain as in nvidia.com/gpu",
        Class::Value,
        is_resource_name,
    ),
    format("cron", "schedule, as in 15 3 * * 1-5", Class::Value, cron::is_schedule),
    format("quantity", "quantity, as in 500m, 2Gi or 1.5", Class::Value, is_quantity),
    format("rfc3339", "time, as in 2027-03-31T12:00:00Z", Class::Value, is_time),
    format("rfc3339-micro", "time, as in 2027-03-31T12:00:00.000000Z", Class::Value, is_time),
    format("go-duration", "duration, as in 1h30m or 500ms", Class::Value, is_duration),
    format("base64", "base64 text", Class::Value, is_base64),
    format(
        "port-name",
        "port name: at most 15 lower case letters, digits and single hyphens, a letter among them",
        Class::Name,
        is_port_name,
    ),
    format(
        "config-key",
        "key: letters, digits, '-', '_' and '.' only, at most 253",
        Class::Value,
        is_config_key,
    ),
    format(
        "environment-name",
        "name of an environment variable: printable characters without '='",
        Class::Value,
        is_environment_name,
    ),
    format(
        "dns-label",
        "name: at most 63 lower case letters, digits and hyphens, beginning and ending with a letter or digit",
        Class::Name,
        is_label,
    ),
    format(
        "dns-label-prefix",
        "beginning of a name: lower case letters, digits and hyphens",
        Class::Name,
        |text| is_label(&masked(text)),
    ),
    format(
        "dns-1035-label",
        "name: at most 63 lower case letters, digits and hyphens, beginning with a letter",
        Class::Name,
        is_letter_label,
    ),
    format(
        "dns-1035-label-prefix",
        "beginning of a name: lower case letters, digits and hyphens, a letter first",
        Class::Name,
        |text| is_letter_label(&masked(text)),
    ),
    format(
        "dns-subdomain",
        "name: at most 253 lower case letters, digits, '-' and '.', every part beginning and ending with a letter or digit",
        Class::Name,
        is_subdomain,
    ),
    format(
        "dns-subdomain-prefix",
        "beginning of a name: lower case letters, digits, '-' and '.'",
        Class::Name,
        |text| is_subdomain(&masked(text)),
    ),
    format(
        "cron-job-name",
        "name of a CronJob: at most 52 characters, for the names of its Jobs are longer",
        Class::Name,
        |text| text.len() <= 52 && is_subdomain(text),
    ),
    format(
        "cron-job-name-prefix",
        "beginning of a name: lower case letters, digits, '-' and '.'",
        Class::Name,
        |text| is_subdomain(&masked(text)),
    ),
    format(
        "path-segment",
        "name: it may not be '.' or '..' nor contain '/' or '%'",
        Class::Name,
        is_path_segment,
    ),
    format(
        "path-segment-prefix",
        "beginning of a name: it may not contain '/' or '%'",
        Class::Name,
        |text| !text.contains(['/', '%']),
    ),
    format(
        "label-key",
        "label key: [prefix/]name, the name at most 63 letters, digits, '-', '_' and '.'",
        Class::Label,
        is_label_key,
    ),
    format(
        "label-value",
        "label value: at most 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit",
        Class::Label,
        is_label_value,
    ),
    format(
        "annotation-key",
        "annotation key: [prefix/]name, the name at most 63 letters, digits, '-', '_' and '.'",
        Class::Label,
        |text| is_label_key(&text.to_lowercase()),
    ),
];

/// Behind the name of a format: an empty text will do too, as one that is not there.
pub(super) const OR_EMPTY: char = '?';

/// The syntax of a name.
pub(super) fn of(name: &str) -> Option<&'static Format> {
    let name = name.strip_suffix(OR_EMPTY).unwrap_or(name);
    FORMATS.iter().chain(SERVER_FORMATS).find(|format| format.name == name)
}

fn is_lower(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

/// Nothing, then ends that fit `edge` and characters between them that fit `edge` or are one of `between`.
fn is_word(text: &str, edge: impl Fn(char) -> bool, between: &[char]) -> bool {
    let ends = text.chars().next().is_some_and(&edge) && text.chars().next_back().is_some_and(&edge);
    ends && text.chars().all(|c| edge(c) || between.contains(&c))
}

pub(super) fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_word(text, is_lower, &['-'])
}

fn is_letter_label(text: &str) -> bool {
    is_label(text) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

pub(super) fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(|part| is_word(part, is_lower, &['-']))
}

fn is_path_segment(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '%'])
}

/// A hyphen at the end is followed by what the server adds.
fn masked(text: &str) -> String {
    text.strip_suffix('-').map_or_else(|| text.to_owned(), |start| format!("{start}a"))
}

fn is_label_key(text: &str) -> bool {
    let (prefix, name) = text.split_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    prefix.is_none_or(is_subdomain) && !name.is_empty() && is_label_value(name)
}

fn is_label_value(text: &str) -> bool {
    text.is_empty() || (text.len() <= 63 && is_word(text, |c| c.is_ascii_alphanumeric(), &['-', '_', '.']))
}

fn is_percent(text: &str) -> bool {
    text.strip_suffix('%')
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

fn is_ip(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

fn is_cidr(text: &str) -> bool {
    text.split_once('/').is_some_and(|(address, length)| {
        let longest = if address.contains(':') { 128 } else { 32 };
        is_ip(address) && length.parse::<u8>().is_ok_and(|length| length <= longest)
    })
}

fn is_resource_name(text: &str) -> bool {
    matches!(text, "cpu" | "memory" | "storage" | "ephemeral-storage")
        || text.starts_with("hugepages-")
        || (text.contains('/') && is_label_key(text))
}

fn is_domain_path(text: &str) -> bool {
    text.split_once('/').is_some_and(|(domain, path)| is_subdomain(domain) && !path.is_empty())
}

fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && is_word(text, is_lower, &['-'])
        && !text.contains("--")
        && text.contains(|c: char| c.is_ascii_lowercase())
}

fn is_config_key(text: &str) -> bool {
    let characters = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    !text.is_empty() && text.len() <= 253 && characters && text != "." && !text.starts_with("..")
}

fn is_environment_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| (' '..='~').contains(&c) && c != '=')
}

/// Sign, digits with at most one point, then a suffix or a decimal exponent. No digits stand for 0 (but before `Ei`): the API
/// server takes "Gi" as it takes "0Gi".
fn is_quantity(text: &str) -> bool {
    const SUFFIXES: &[&str] =
        &["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let exponent = suffix.strip_prefix(['e', 'E']).map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
    let decimal = exponent.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()));
    let numeric = digits > 0 || (!text.is_empty() && suffix != "Ei");
    numeric && number.len() - digits <= 1 && (SUFFIXES.contains(&suffix) || decimal)
}

/// RFC 3339 as Go reads it: capital T and Z.
fn is_time(text: &str) -> bool {
    let shape = text.as_bytes().get(10) == Some(&b'T') && !text.contains(['z', 't', ' ', '[']);
    let zone = text.ends_with('Z')
        || text.get(text.len().saturating_sub(6)..).is_some_and(|end| end.starts_with(['+', '-']));
    shape && zone && text.parse::<jiff::Timestamp>().is_ok()
}

/// Go's `time.ParseDuration`.
pub(super) fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, behind) = rest.split_at(end);
        let points = number.chars().filter(|c| *c == '.').count();
        if number.len() == points || points > 1 {
            return false;
        }
        let unit = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
        let Some(unit) = unit.iter().find(|unit| behind.starts_with(**unit)) else { return false };
        rest = behind.strip_prefix(*unit).unwrap_or_default();
    }
    true
}

/// As Go's standard encoding reads it: line ends do not count, padding does.
fn is_base64(text: &str) -> bool {
    let padding = text.find('=').and_then(|at| text.get(at..)).unwrap_or_default();
    let ends = !padding.contains(|c| !matches!(c, '=' | '\r' | '\n'));
    ends && data_encoding::BASE64_MIME_PERMISSIVE.decode(text.as_bytes()).is_ok()
        && !text.contains([' ', '\t'])
}

/// Whole groups of four characters, one at least, without line ends.
pub(super) fn is_base64_block(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\n', '\r']) && is_base64(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, fit: &[&str], misfit: &[&str]) {
        let format = of(name).expect(name);
        for text in fit {
            assert!((format.fits)(text), "{text:?} is a {name}");
        }
        for text in misfit {
            assert!(!(format.fits)(text), "{text:?} is no {name}");
        }
    }

    #[test]
    fn quantities_are_numbers_with_one_suffix_or_exponent() {
        let fit = [
            "0", "1", "-1", "+1.5", ".5", "5.", "500m", "2Gi", "1e3", "1E-3", "1E", "100n", "1Ei", "Gi", ".",
        ];
        check(
            "quantity",
            &fit,
            &["", "1GB", "1 Gi", "Ei", "1.2.3", "1gi", "1K", "0x10", "1e", "e", "--1", "1mi"],
        );
    }

    #[test]
    fn durations_and_times_are_go_s() {
        check(
            "go-duration",
            &["0", "1h30m", "-1.5h", "500ms", "1.s", "2us", "3µs"],
            &["", "1", "1d", ".s", "1h 2m", "h"],
        );
        let fit = ["2027-03-31T12:00:00Z", "2027-03-31T12:00:00.123456Z", "2027-03-31T12:00:00+02:00"];
        check(
            "rfc3339",
            &fit,
            &["", "2027-03-31", "2027-03-31 12:00:00Z", "2027-03-31t12:00:00z", "2027-13-31T12:00:00Z"],
        );
    }

    #[test]
    fn names_are_as_strict_as_their_kind() {
        check("dns-label", &["a", "web-1", "1a"], &["", "-a", "a-", "A", "a.b", "a_b", &"a".repeat(64)]);
        check("dns-1035-label", &["a", "web-1"], &["1a", "-a"]);
        check("dns-subdomain", &["a.b", "web-1.x"], &["", "a..b", ".a", "a.-b", "a_b", "A"]);
        check("dns-subdomain-prefix", &["web-", "web"], &["", "-web", "web."]);
        check("path-segment", &["system:node", "A b"], &["", ".", "..", "a/b", "50%"]);
        check("port-name", &["http", "web-1"], &["", "80", "-a", "a--b", "HTTP", "abcdefghijklmnop"]);
    }

    #[test]
    fn labels_and_keys_have_their_prefixes_checked() {
        check(
            "label-key",
            &["app", "app.kubernetes.io/name", "A_b.c"],
            &["", "/a", "a/", "a/b/c", "A.io/x", "-a"],
        );
        check("label-value", &["", "a", "1.0_b-C"], &["-", "a b", "a/b", &"a".repeat(64), "ä"]);
        check("annotation-key", &["Example.io/x", "helm.sh/hook"], &["", "a b"]);
        check("config-key", &["a.b", "_", "x-Y"], &["", ".", "..a", "a/b", "a b"]);
        check("environment-name", &["A", "my.name-1"], &["", "A=B", "ä"]);
        check("int-or-percent", &["0%", "25%", "150%"], &["", "%", "5%0", "x%", "25"]);
        check("cluster-ip", &["None", "10.0.0.1", "fd00::1"], &["", "none", "10.0.0.256"]);
        check("cidr", &["10.0.0.0/8", "fd00::/64"], &["10.0.0.0", "10.0.0.0/33", "x/8"]);
        check("host", &["a.example.com", "*.example.com"], &["", "A.com", "*.*.com", "a_b"]);
        check("domain-path", &["example.com/a/b"], &["example.com", "E.com/a", "example.com/"]);
        check("base64", &["", "YQ==", "YQ\n=="], &["YQ", "Y Q==", "YQ==\nYQ=="]);
    }
}
