//! `sprintf` as OPA has it, which is Go's `fmt` over strings, 64-bit integers, big integers and floats.
//!
//! regorus drops the call (and with it the denial) where Go prints a `%!` form, and prints nothing where it does not know a
//! verb. A message must never cost a finding, so this is Go's behaviour but for two things. Numbers such as `1e6` and
//! `2.0` print as the integers they are, because regorus keeps them so. Floats in base 2 or 16, integers beyond 64 bits in
//! another base than ten, `#` with floats and `%p` print a `%!` form.

use std::fmt::Write as _;

use anyhow::{bail, ensure};
use regorus::Value;

use super::go_float;

/// The widest field and the greatest precision that Go accepts.
const WIDEST: usize = 1_000_000;

/// One operand, as OPA hands it to Go.
enum Operand {
    Text(String),
    Int(i64),
    Big(String),
    Float(f64),
}

/// Flags, width and precision of one verb.
#[derive(Default, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of a verb are five independent switches")]
struct Spec {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// `sprintf(format, operands)`.
pub(super) fn sprintf(arguments: &[Value]) -> anyhow::Result<Value> {
    let [Value::String(format), Value::Array(operands)] = arguments else {
        bail!("sprintf: operands must be a string and an array");
    };
    let operands = operands.iter().map(operand).collect::<Vec<_>>();
    let mut printer =
        Printer { operands: &operands, next: 0, reordered: false, bad_index: false, out: String::new() };
    printer.print(format)?;
    Ok(Value::from(printer.out))
}

fn operand(value: &Value) -> Operand {
    match value {
        Value::String(text) => Operand::Text(text.to_string()),
        Value::Number(number) => {
            let text = number.format_decimal();
            if number.is_integer() {
                text.parse().map_or(Operand::Big(text), Operand::Int)
            } else {
                number.as_f64().map_or(Operand::Text(text), Operand::Float)
            }
        }
        other => Operand::Text(rego_text(other)),
    }
}

/// The value as OPA writes terms: `["a", 1]`, `{"k": true}`, `{1, 2}`, `set()`.
fn rego_text(value: &Value) -> String {
    let join = |items: Vec<String>| items.join(", ");
    match value {
        Value::Array(items) => format!("[{}]", join(items.iter().map(rego_text).collect())),
        Value::Set(items) if items.is_empty() => "set()".to_owned(),
        Value::Set(items) => format!("{{{}}}", join(items.iter().map(rego_text).collect())),
        Value::Object(members) => {
            let member = |(k, v): (&Value, &Value)| format!("{}: {}", rego_text(k), rego_text(v));
            format!("{{{}}}", join(members.iter_sorted().map(member).collect()))
        }
        Value::Number(number) => number.format_decimal(),
        Value::String(text) => quoted(text, false),
        other => other.to_string(),
    }
}

struct Printer<'a> {
    operands: &'a [Operand],
    next: usize,
    reordered: bool,
    bad_index: bool,
    out: String,
}

impl Printer<'_> {
    fn print(&mut self, format: &str) -> anyhow::Result<()> {
        let mut chars = format.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '%' {
                self.verb(&mut chars)?;
            } else {
                self.out.push(c);
            }
            ensure!(self.out.len() <= 16 << 20, "sprintf: the result is longer than 16 MiB");
        }
        let extra = self.operands.get(self.next..).unwrap_or_default();
        if !self.reordered && !extra.is_empty() {
            let list: Vec<_> = extra
                .iter()
                .map(|o| format!("{}={}", type_name(o), printed(o, 'v', &Spec::default())))
                .collect();
            let _ = write!(self.out, "%!(EXTRA {})", list.join(", "));
        }
        Ok(())
    }

    fn verb(&mut self, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> anyhow::Result<()> {
        let mut spec = Spec::default();
        while let Some(flag) = chars.next_if(|c| "-+# 0".contains(*c)) {
            match flag {
                '-' => spec.minus = true,
                '+' => spec.plus = true,
                '#' => spec.sharp = true,
                ' ' => spec.space = true,
                _ => spec.zero = true,
            }
        }
        self.bad_index = false;
        self.index(chars);
        if chars.next_if_eq(&'*').is_some() {
            match self.star() {
                Some(width) => {
                    spec.minus |= width < 0;
                    spec.width = usize::try_from(width.unsigned_abs()).ok();
                }
                None => self.out.push_str("%!(BADWIDTH)"),
            }
        } else {
            spec.width = number(chars);
        }
        if chars.next_if_eq(&'.').is_some() {
            self.index(chars);
            if chars.next_if_eq(&'*').is_some() {
                match self.star() {
                    Some(precision) if precision >= 0 => spec.precision = usize::try_from(precision).ok(),
                    _ => self.out.push_str("%!(BADPREC)"),
                }
            } else {
                spec.precision = Some(number(chars).unwrap_or(0));
            }
        }
        self.index(chars);
        let Some(verb) = chars.next() else {
            self.out.push_str("%!(NOVERB)");
            return Ok(());
        };
        let size = spec.width.max(spec.precision).unwrap_or(0);
        ensure!(size <= WIDEST, "sprintf: a width or precision of {size} is more than the {WIDEST} allowed");
        self.operand(verb, &spec);
        Ok(())
    }

    fn operand(&mut self, verb: char, spec: &Spec) {
        if verb == '%' {
            self.out.push('%');
        } else if self.bad_index {
            let _ = write!(self.out, "%!{verb}(BADINDEX)");
        } else if let Some(operand) = self.operands.get(self.next) {
            self.next += 1;
            self.out.push_str(&printed(operand, verb, spec));
        } else {
            let _ = write!(self.out, "%!{verb}(MISSING)");
        }
    }

    /// `[n]`: the operand to go on with.
    fn index(&mut self, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
        if chars.next_if_eq(&'[').is_none() {
            return;
        }
        self.reordered = true;
        let at = number(chars);
        let closed = chars.next_if_eq(&']').is_some();
        match at {
            Some(at) if closed && at >= 1 && at <= self.operands.len() => self.next = at - 1,
            _ => self.bad_index = true,
        }
    }

    /// A width or precision taken from the operands.
    fn star(&mut self) -> Option<i64> {
        let taken = self.operands.get(self.next);
        self.next += 1;
        match taken {
            Some(Operand::Int(n)) if n.unsigned_abs() <= WIDEST as u64 => Some(*n),
            _ => None,
        }
    }
}

fn number(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<usize> {
    let mut value: Option<usize> = None;
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        let digit = usize::try_from(digit.to_digit(10)?).ok()?;
        value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(digit));
    }
    value
}

fn type_name(operand: &Operand) -> &'static str {
    match operand {
        Operand::Text(_) => "string",
        Operand::Int(_) => "int64",
        Operand::Big(_) => "*big.Int",
        Operand::Float(_) => "float64",
    }
}

fn printed(operand: &Operand, verb: char, spec: &Spec) -> String {
    // Go takes the plus of `%+v` for "with field names", which numbers do not have.
    let plain = Spec { plus: false, ..spec.clone() };
    let spec =
        if verb == 'v' && matches!(operand, Operand::Int(_) | Operand::Float(_)) { &plain } else { spec };
    by_verb(operand, verb, spec).unwrap_or_else(|| {
        // The operand as under %v, with the flags of the verb that does not fit.
        let shown = by_verb(
            operand,
            'v',
            &Spec { sharp: false, plus: spec.plus && !matches!(operand, Operand::Big(_)), ..spec.clone() },
        )
        .unwrap_or_default();
        let kind = if matches!(operand, Operand::Big(_)) { "big.Int" } else { type_name(operand) };
        format!("%!{verb}({kind}={shown})")
    })
}

fn by_verb(operand: &Operand, verb: char, spec: &Spec) -> Option<String> {
    match (operand, verb) {
        (_, 'T') => Some(pad(type_name(operand), spec)),
        (Operand::Text(text), _) => text_verb(text, verb, spec),
        (Operand::Int(n), _) => int_verb(*n, verb, spec),
        (Operand::Big(digits), 'v' | 's' | 'd') => Some(integer(digits, spec)),
        (Operand::Big(_), _) => None,
        (Operand::Float(f), _) => float_verb(*f, verb, spec),
    }
}

fn text_verb(text: &str, verb: char, spec: &Spec) -> Option<String> {
    let cut: String = spec.precision.map_or_else(|| text.to_owned(), |p| text.chars().take(p).collect());
    match verb {
        'v' if spec.sharp => Some(pad(&quoted(text, false), spec)),
        'v' | 's' => Some(pad(&cut, spec)),
        'q' if spec.sharp && !cut.contains('`') => Some(pad(&format!("`{cut}`"), spec)),
        'q' => Some(pad(&quoted(&cut, spec.plus), spec)),
        'x' | 'X' => {
            let bytes = text.as_bytes();
            let bytes =
                bytes.get(..spec.precision.unwrap_or(bytes.len()).min(bytes.len())).unwrap_or_default();
            let digits: Vec<String> = bytes
                .iter()
                .map(|b| if verb == 'x' { format!("{b:02x}") } else { format!("{b:02X}") })
                .collect();
            let prefix = if spec.sharp && !bytes.is_empty() { format!("0{verb}") } else { String::new() };
            let glue = if spec.space { format!(" {prefix}") } else { String::new() };
            Some(pad(&format!("{prefix}{}", digits.join(&glue)), spec))
        }
        _ => None,
    }
}

fn int_verb(n: i64, verb: char, spec: &Spec) -> Option<String> {
    let sign = if n < 0 { "-" } else { "" };
    let magnitude = n.unsigned_abs();
    let with = |prefix: &str, digits: String| {
        let prefix = if spec.sharp || verb == 'O' { prefix } else { "" };
        Some(signed(sign, prefix, &digits, spec))
    };
    let as_char = || u32::try_from(n).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
    match verb {
        'v' | 'd' => with("", magnitude.to_string()),
        'b' => with("0b", format!("{magnitude:b}")),
        'o' => with("0", format!("{magnitude:o}")),
        'O' => with("0o", format!("{magnitude:o}")),
        'x' => with("0x", format!("{magnitude:x}")),
        'X' => with("0X", format!("{magnitude:X}")),
        'c' => Some(pad(&as_char().to_string(), spec)),
        'q' => Some(pad(&format!("'{}'", escaped(as_char(), '\'', spec.plus)), spec)),
        'U' => Some(pad(&format!("U+{:04X}", n.cast_unsigned()), spec)),
        _ => None,
    }
}

fn float_verb(f: f64, verb: char, spec: &Spec) -> Option<String> {
    let text = match verb {
        'v' | 'g' => go_float::general(f, spec.precision, 'e'),
        'G' => go_float::general(f, spec.precision, 'E'),
        'e' | 'E' => go_float::exponent(f, Some(spec.precision.unwrap_or(6)), verb),
        'f' | 'F' => format!("{f:.*}", spec.precision.unwrap_or(6)),
        _ => return None,
    };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    Some(signed(sign, "", digits, &Spec { precision: None, ..spec.clone() }))
}

fn integer(digits: &str, spec: &Spec) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    signed(sign, "", digits, spec)
}

/// Sign, prefix and digits with zeros and blanks as the flags want them.
fn signed(sign: &str, prefix: &str, digits: &str, spec: &Spec) -> String {
    let sign = match sign {
        "" if spec.plus => "+",
        "" if spec.space => " ",
        sign => sign,
    };
    let least = match (spec.precision, spec.width) {
        (Some(precision), _) => precision,
        (None, Some(width)) if spec.zero && !spec.minus => width.saturating_sub(sign.len()),
        _ => 0,
    };
    let zeros = "0".repeat(least.saturating_sub(digits.len()));
    pad(&format!("{sign}{prefix}{zeros}{digits}"), &Spec { zero: false, ..spec.clone() })
}

fn pad(text: &str, spec: &Spec) -> String {
    let missing = spec.width.unwrap_or(0).saturating_sub(text.chars().count());
    match (spec.minus, spec.zero) {
        (true, _) => format!("{text}{}", " ".repeat(missing)),
        (false, true) => format!("{}{text}", "0".repeat(missing)),
        (false, false) => format!("{}{text}", " ".repeat(missing)),
    }
}

/// Go's `strconv.Quote`, with `ascii` its `QuoteToASCII`.
fn quoted(text: &str, ascii: bool) -> String {
    let inner: String = text.chars().map(|c| escaped(c, '"', ascii)).collect();
    format!("\"{inner}\"")
}

fn escaped(c: char, quote: char, ascii: bool) -> String {
    match c {
        '\\' => "\\\\".to_owned(),
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        c if c == quote => format!("\\{c}"),
        c if (c as u32) < 0x20 || c as u32 == 0x7f => format!("\\x{:02x}", c as u32),
        c if c.is_ascii() => c.to_string(),
        c if c.is_control() || c == '\u{feff}' || ascii => {
            if (c as u32) < 0x1_0000 {
                format!("\\u{:04x}", c as u32)
            } else {
                format!("\\U{:08x}", c as u32)
            }
        }
        c => c.to_string(),
    }
}

#[cfg(test)]
#[path = "sprintf_tests.rs"]
mod tests;
