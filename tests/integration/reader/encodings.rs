//! Bytes that are not plain UTF-8.

use super::shown;
use tidegate::source::{Format, Limits, Read, read_bytes};

fn bytes(bytes: &[u8]) -> Vec<Read> {
    read_bytes("test.yaml", bytes, Format::Yaml, &Limits::default())
}

#[test]
fn utf_16_with_a_byte_order_mark_is_read() {
    let text = "a: é😀\n";
    let units = || text.encode_utf16();
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(units().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect();
    for encoded in [little, big] {
        assert_eq!(shown(&bytes(&encoded)), ["{\"a\":\"é😀\"}"]);
    }
}

#[test]
fn invalid_bytes_cost_the_document_that_holds_them() {
    let reads = bytes(b"a: 1\n---\nb: caf\xe9 noir\n---\n# f\xfcr\nc: 3\n---\nd: 4\n");
    let message = "there are bytes here that are not valid in the file's encoding";
    assert_eq!(
        shown(&reads),
        ["{\"a\":1}", &format!("3:7 {message}"), &format!("5:4 {message}"), "{\"d\":4}"]
    );
    assert_eq!(reads[1].unreadable().unwrap().excerpt().unwrap().text, "b: caf\u{fffd} noir");
}

#[test]
fn a_replacement_character_that_is_written_is_text() {
    assert_eq!(shown(&bytes("a: \u{fffd}\n".as_bytes())), ["{\"a\":\"\u{fffd}\"}"]);
}

#[test]
fn half_a_utf_16_character_is_invalid() {
    let reads = bytes(b"\xff\xfea\x00:\x00 \x00\x3d\xd8\n\x00");
    assert!(shown(&reads)[0].starts_with("1:4 there are bytes here"), "{reads:?}");
    let reads = bytes(b"\xff\xfea\x00:\x00 \x00b");
    assert!(shown(&reads)[0].starts_with("1:4 there are bytes here"), "{reads:?}");
}

#[test]
fn a_binary_file_is_one_failure() {
    let noise: Vec<u8> =
        (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect();
    let reads = bytes(&noise);
    assert_eq!(shown(&reads), ["the file is neither UTF-8 nor UTF-16 text"]);
}

#[test]
fn a_nul_character_is_named() {
    assert!(shown(&bytes(b"a: \x00b\n"))[0].starts_with("1:4"), "{:?}", bytes(b"a: \x00b\n"));
}
