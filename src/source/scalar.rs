//! What a plain scalar means: YAML 1.1 as the API server's reader has it (sigs.k8s.io/yaml, go-yaml v2).
//!
//! `yes`, `on` and `y` are booleans, `0644` and `0o644` octal, `1_000` a thousand; timestamps and `12:30:45` stay text.

use crate::value::Value;

/// The meaning of a scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Null,
    Bool(bool),
    Unsigned(u64),
    /// Below zero.
    Negative(i64),
    /// Finite.
    Float(f64),
    /// `.inf` or `.nan`: no JSON number.
    NotFinite,
    /// The text itself.
    Text,
}

impl Meaning {
    /// The value, where it is not the text itself.
    pub(super) fn value(self) -> Option<Value> {
        Some(match self {
            Self::Null => Value::Null,
            Self::Bool(bool) => Value::Bool(bool),
            Self::Unsigned(number) => Value::from(number),
            Self::Negative(number) => Value::from(number),
            Self::Float(number) => float(number),
            Self::NotFinite | Self::Text => return None,
        })
    }
}

/// A number that may be an integer in disguise: `1e+06` reaches the API server as 1000000.
pub(super) fn float(number: f64) -> Value {
    const END: f64 = 9_223_372_036_854_775_808.0;
    if number.fract() != 0.0 || !(-END..END).contains(&number) {
        return Value::from(number);
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked: an integer in range")]
    let whole = number as i64;
    integer(whole)
}

/// An integer, the way the engine itself keeps it: unsigned where it can be.
pub(super) fn integer(number: i64) -> Value {
    u64::try_from(number).map_or_else(|_| Value::from(number), Value::from)
}

/// The meaning of a plain scalar without a tag.
#[inline]
pub(super) fn plain(text: &str) -> Meaning {
    match text.as_bytes().first() {
        None => Meaning::Null,
        Some(b'0'..=b'9' | b'+' | b'-') => number(text),
        Some(b'.') => dotted(text),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text),
        Some(_) => Meaning::Text,
    }
}

fn word(text: &str) -> Meaning {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Meaning::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Meaning::Bool(false)
        }
        "~" | "null" | "Null" | "NULL" => Meaning::Null,
        _ => Meaning::Text,
    }
}

fn dotted(text: &str) -> Meaning {
    match text {
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" => Meaning::NotFinite,
        _ if text.contains('_') => {
            // Here, and only here, go-yaml wants every underscore between two digits.
            let bytes = text.as_bytes();
            let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
            let apart =
                |(at, &byte): (usize, &u8)| byte != b'_' || (digit(at.checked_sub(1)) && digit(Some(at + 1)));
            if bytes.iter().enumerate().all(apart) { decimal(&text.replace('_', "")) } else { Meaning::Text }
        }
        _ => decimal(text),
    }
}

fn number(text: &str) -> Meaning {
    let bytes = text.as_bytes();
    if matches!(bytes, [b'1'..=b'9', ..] | [b'0']) && bytes.len() < 19 && bytes.iter().all(u8::is_ascii_digit)
    {
        let value = bytes.iter().fold(0, |value, &digit| value * 10 + u64::from(digit - b'0'));
        return Meaning::Unsigned(value);
    }
    if matches!(text, "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF") {
        return Meaning::NotFinite;
    }
    // What no number contains: most quantities, versions and dates stop here.
    if bytes.iter().any(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b'x' | b'X' | b'o' | b'O' | b'.' | b'_' | b'+' | b'-')) {
        return Meaning::Text;
    }
    if text.contains('_') { signed(&text.replace('_', "")) } else { signed(text) }
}

/// An integer in any base, else a decimal fraction.
fn signed(text: &str) -> Meaning {
    let (sign, digits) = match text.as_bytes().first() {
        Some(sign @ (b'+' | b'-')) => (Some(*sign), text.get(1..).unwrap_or_default()),
        _ => (None, text),
    };
    let magnitude = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => radix(digits.get(2..), 16),
        [b'0', b'o' | b'O', ..] => radix(digits.get(2..), 8),
        [b'0', b'b' | b'B', ..] => radix(digits.get(2..), 2),
        [b'0', _, ..] => radix(digits.get(1..), 8),
        _ => radix(Some(digits), 10),
    };
    match (sign, magnitude) {
        (None, Some(value)) => Meaning::Unsigned(value),
        (Some(b'-'), Some(0)) => Meaning::Unsigned(0),
        (Some(b'-'), Some(value)) => match 0_i64.checked_sub_unsigned(value) {
            Some(value) => Meaning::Negative(value),
            None => decimal(text),
        },
        (Some(_), Some(value)) if i64::try_from(value).is_ok() => Meaning::Unsigned(value),
        _ => decimal(text),
    }
}

fn radix(digits: Option<&str>, radix: u32) -> Option<u64> {
    let digits = digits.filter(|digits| digits.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric))?;
    u64::from_str_radix(digits, radix).ok()
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, and within the range of a double.
fn decimal(text: &str) -> Meaning {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (rest.get(..at).unwrap_or_default(), rest.get(at + 1..)),
        None => (rest, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    match text.parse::<f64>() {
        Ok(value) if mantissa_fits && exponent_fits && value.is_finite() => Meaning::Float(value),
        _ => Meaning::Text,
    }
}

/// The text of a scalar that stands as a key, as Go writes it; `None` where the API server refuses the key.
pub(super) fn key_text(meaning: Meaning, text: &str) -> Option<String> {
    Some(match meaning {
        Meaning::Null => return None,
        Meaning::Bool(bool) => bool.to_string(),
        Meaning::Unsigned(number) if i64::try_from(number).is_err() => return None,
        Meaning::Unsigned(number) => number.to_string(),
        Meaning::Negative(number) => number.to_string(),
        Meaning::Float(number) => general(number),
        Meaning::NotFinite => match text.as_bytes() {
            [b'-', ..] => "-.inf".to_owned(),
            _ if text.to_ascii_lowercase().contains("nan") => ".nan".to_owned(),
            _ => ".inf".to_owned(),
        },
        Meaning::Text => text.to_owned(),
    })
}

/// Go's `strconv.FormatFloat(number, 'g', -1, 32)`: the shortest digits of a single, an exponent from 1e+06 on.
pub(super) fn general(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "Go rounds to a single here, too")]
    let single = number as f32;
    if single.is_infinite() {
        return if single < 0.0 { "-.inf".to_owned() } else { ".inf".to_owned() };
    }
    let scientific = format!("{single:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        _ => single.to_string(),
    }
}
