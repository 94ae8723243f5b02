//! Days of the calendar, in UTC: when a waiver ends.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::environment::SOURCE_DATE_EPOCH;
use super::{ConfigError, Environment, Origin};

/// Text that is no day.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("'{0}' is no day: write YYYY-MM-DD, as in 2027-03-31")]
pub struct DayError(pub String);

/// Reads `YYYY-MM-DD`, nothing shorter and nothing else.
pub fn parse_day(text: &str) -> Result<Date, DayError> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let day = if shape { text.parse::<Date>().ok() } else { None };
    day.ok_or_else(|| DayError(text.to_owned()))
}

/// What day it is: today in UTC, or the day that `SOURCE_DATE_EPOCH` fixes.
///
/// One judgement asks once, so that a run over midnight does not judge by two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    fixed: Option<Date>,
}

impl Calendar {
    /// The calendar on the wall.
    pub const LIVE: Self = Self { fixed: None };

    /// A calendar that stands still.
    pub const fn fixed(day: Date) -> Self {
        Self { fixed: Some(day) }
    }

    /// As the environment says.
    pub fn of(environment: &Environment) -> Result<Self, ConfigError> {
        let Some(text) = environment.get(SOURCE_DATE_EPOCH) else { return Ok(Self::LIVE) };
        let moment = text.parse::<i64>().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        match moment {
            Some(moment) => Ok(Self { fixed: Some(day_of(moment)) }),
            None => {
                Err(ConfigError::new(format!("'{text}' is no time"), &Origin::Environment(SOURCE_DATE_EPOCH))
                    .with_help("give whole seconds since 1970, as `git log -1 --format=%ct` prints them"))
            }
        }
    }

    /// The day in UTC.
    pub fn today(self) -> Date {
        self.fixed.unwrap_or_else(|| day_of(Timestamp::now()))
    }
}

fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today(epoch: &str) -> Result<String, String> {
        let environment = Environment::from_pairs([(SOURCE_DATE_EPOCH, epoch)]);
        Calendar::of(&environment).map(|calendar| calendar.today().to_string()).map_err(|e| e.to_string())
    }

    #[test]
    fn a_day_changes_at_midnight_utc() {
        assert_eq!(today("1806537599"), Ok("2027-03-31".to_owned()));
        assert_eq!(today("1806537600"), Ok("2027-04-01".to_owned()));
    }

    #[test]
    fn a_wrong_epoch_is_an_error_and_not_today() {
        for text in ["2027-03-31", "1.5", "99999999999999999", "x"] {
            let error = today(text).unwrap_err();
            assert!(error.starts_with(&format!("SOURCE_DATE_EPOCH: '{text}' is no time; ")), "{error}");
        }
    }

    #[test]
    fn an_empty_epoch_is_none() {
        assert!(today("").is_ok());
    }

    #[test]
    fn only_whole_days_that_exist_are_days() {
        assert_eq!(parse_day("2028-02-29").unwrap().to_string(), "2028-02-29");
        for text in ["2027-02-29", "2027-13-01", "20270331", "2027-3-31", "2027-03-31T00", "+027-03-31", ""] {
            assert_eq!(parse_day(text), Err(DayError(text.to_owned())));
        }
    }
}
