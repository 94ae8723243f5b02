//! The formats that the API server checks in custom resources, as it checks them: more leniently than JSON Schema does.
//!
//! Source: kube-openapi, `pkg/validation/strfmt`, and the list of formats in apiextensions-apiserver, `pkg/apiserver/
//! validation/formats.go`. Where a format is hard to tell (`uri`, `email`), what surely breaks it is refused and the rest
//! let pass; formats that nobody uses for Kubernetes (`isbn`, `creditcard`, `ssn` …) are not checked at all.

use std::sync::OnceLock;

use regex::Regex;

use super::Class;
use super::formats::{Format, is_base64_block, is_duration, is_label, is_subdomain};

const fn format(name: &'static str, title: &'static str, fits: fn(&str) -> bool) -> Format {
    Format { name, title, class: Class::Value, fits }
}

/// The formats, by the names that JSON Schema and the server give them.
pub(super) const SERVER_FORMATS: &[Format] = &[
    format("date-time", "time, as in 2027-03-31T12:00:00Z", is_time),
    format("date", "date, as in 2027-03-31", is_date),
    format("duration", "duration, as in 1h30m or 5 minutes", is_period),
    format("ipv4", "IPv4 address", |text| text.contains('.') && is_ip(text)),
    format("ipv6", "IPv6 address", |text| text.contains(':') && is_ip(text)),
    format(CIDR, "range of IP addresses, as in 10.0.0.0/8", is_cidr),
    format("uuid", "UUID", is_uuid),
    format("uri", "URI or absolute path", |text| text.starts_with('/') || text.contains(':')),
    format("email", "e-mail address", |text| text.contains('@')),
    format("hostname", "host name", is_hostname),
    format("byte", "base64 text", is_base64_block),
    format("k8s-short-name", "name: at most 63 lower case letters, digits and hyphens", is_label),
    format("k8s-long-name", "name: at most 253 lower case letters, digits, hyphens and points", is_subdomain),
];

/// `cidr` is a stricter format of Kubernetes' own kinds.
const CIDR: &str = "server-cidr";

/// The name under which a format of a definition is checked here, if it is. The server leaves hyphens out of account.
pub(super) fn named(format: &str) -> Option<&'static str> {
    let plain = |name: &str| name.replace('-', "");
    if format == "cidr" {
        return Some(CIDR);
    }
    SERVER_FORMATS.iter().map(|known| known.name).find(|name| *name != CIDR && plain(name) == plain(format))
}

fn is_date(text: &str) -> bool {
    // jiff reads more forms than this one.
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
        && text.parse::<jiff::civil::Date>().is_ok()
}

/// Any character before the fraction, any offset.
fn is_time(text: &str) -> bool {
    static CLOCK: OnceLock<Option<Regex>> = OnceLock::new();
    let clock = CLOCK.get_or_init(|| {
        Regex::new(r"^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$").ok()
    });
    let lower = text.to_lowercase();
    let mut parts = lower.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else { return false };
    let within = |time: &str| {
        let part = |from: usize| time.get(from..from + 2).unwrap_or_default();
        part(0) <= "23" && part(3) <= "59" && part(6) <= "59"
    };
    is_date(date) && clock.as_ref().is_none_or(|clock| clock.is_match(time)) && within(time)
}

/// Go's durations, and anything with a number before something like a unit.
fn is_period(text: &str) -> bool {
    static UNIT: OnceLock<Option<Regex>> = OnceLock::new();
    let unit = UNIT.get_or_init(|| {
        Regex::new(r"(?i)[0-9]\s*(ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)").ok()
    });
    is_duration(text) || unit.as_ref().is_none_or(|unit| unit.is_match(text))
}

/// Zeros may lead the parts of an IPv4 address, as before Go 1.17.
fn is_ip(text: &str) -> bool {
    let plain = |part: &str| match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0".to_owned(),
        rest => rest.to_owned(),
    };
    let (before, tail) = text.rsplit_once(':').map_or(("", text), |(before, tail)| (before, tail));
    let text = if tail.contains('.') {
        let tail = tail.split('.').map(plain).collect::<Vec<_>>().join(".");
        if before.is_empty() && !text.contains(':') { tail } else { format!("{before}:{tail}") }
    } else {
        text.to_owned()
    };
    text.parse::<std::net::IpAddr>().is_ok()
}

fn is_cidr(text: &str) -> bool {
    text.split_once('/').is_some_and(|(address, length)| {
        let longest = if address.contains(':') { 128 } else { 32 };
        is_ip(address) && length.parse::<u8>().is_ok_and(|length| length <= longest)
    })
}

/// The hyphens may be missing.
fn is_uuid(text: &str) -> bool {
    let digits = text.replace('-', "");
    digits.len() == 32 && text.len() <= 36 && digits.chars().all(|c| c.is_ascii_hexdigit())
}

fn is_hostname(text: &str) -> bool {
    static NAME: OnceLock<Option<Regex>> = OnceLock::new();
    let name = NAME.get_or_init(|| {
        let one = r"[a-zA-Z0-9\p{S}\p{L}]";
        let inner = r"[-a-zA-Z0-9\p{S}\p{L}]";
        Regex::new(&format!(
            r"^({one}((-?{one}{{0,62}})?)|({one}(({inner}{{0,61}}{one})?)(\.)){{1,}}([a-zA-Z\p{{L}}]){{2,63}})$"
        ))
        .ok()
    });
    name.as_ref().is_none_or(|name| name.is_match(text))
        && text.len() <= 255
        && text.split('.').all(|part| part.len() <= 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_takes_what_the_server_takes() {
        for (name, fit, misfit) in [
            ("datetime", "2027-03-31T12:00:00Z", "2027-03-31"),
            ("date-time", "2027-03-31t12:00:00.5z", "2027-03-31 12:00:00Z"),
            ("date-time", "2027-02-28T23:59:59+25:99", "2027-02-30T12:00:00Z"),
            ("date-time", "2027-02-28T00:00:00-00:00", "2027-02-28T24:00:00Z"),
            ("date", "2028-02-29", "2027-02-29"),
            ("date", "2027-12-01", "2027-1-01"),
            ("duration", "1h30m", "soon"),
            ("duration", "22 ns", ""),
            ("duration", "5 minutes", "5"),
            ("duration", "-1.5h", "P1"),
            ("ipv4", "010.000.1.1", "10.0.0.256"),
            ("ipv4", "::ffff:10.0.0.1", "::1"),
            ("ipv6", "fe80::1", "10.0.0.1"),
            ("cidr", "010.0.0.0/8", "10.0.0.0"),
            ("cidr", "fd00::/64", "10.0.0.0/33"),
            ("uuid", "123e4567e89b12d3a456426614174000", "123e4567"),
            ("uuid", "123E4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-42661417400g"),
            ("uri", "https://example.com", "example"),
            ("uri", "/path", ""),
            ("email", "Team <a@example.com>", "team"),
            ("hostname", "Shop.example.com", "a_b.example.com"),
            ("hostname", "web-1.example.com", "-web.example.com"),
            ("byte", "YQ==", "YQ"),
            ("byte", "YWJj", ""),
            ("k8s-short-name", "web-1", "web.1"),
            ("k8s-long-name", "web.1", "Web"),
        ] {
            let known = named(name).and_then(|name| SERVER_FORMATS.iter().find(|format| format.name == name));
            let known = known.expect(name);
            assert!((known.fits)(fit), "{fit:?} is a {name}");
            assert!(!(known.fits)(misfit), "{misfit:?} is no {name}");
        }
    }

    #[test]
    fn formats_that_the_server_does_not_know_are_not_checked() {
        for name in ["quantity", "int-or-string", "int64", "time", "regex", "isbn", ""] {
            assert_eq!(named(name), None, "{name}");
        }
    }
}
