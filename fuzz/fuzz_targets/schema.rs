//! Any schema with objects behind it. What must hold is said in `tidegate::schema::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(broken) = tidegate::schema::fuzz::schema_any(bytes) {
        panic!("{broken}");
    }
});
