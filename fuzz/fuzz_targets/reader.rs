//! Any bytes through the reader. What must hold is said in `tidegate::source::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(broken) = tidegate::source::fuzz::read_any(bytes) {
        panic!("{broken}");
    }
});
