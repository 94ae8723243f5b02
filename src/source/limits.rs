//! How much a reader takes in before it says no. Nothing here reads.

/// Bounds on one file and on each of its documents. They protect the program from hostile or broken input; real
/// manifests stay far below them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: usize,
    /// Documents of one file, unreadable ones counted.
    pub documents: usize,
    /// Nodes of one document, aliases expanded.
    pub nodes: usize,
    /// Nodes of one document that come from expanded aliases and merges.
    pub expanded: usize,
    /// How deep lists and objects nest.
    pub depth: usize,
}

impl Limits {
    /// No limit may exceed this: positions are kept as 32-bit offsets.
    pub const MAX_BYTES: usize = 1 << 31;
}

impl Default for Limits {
    /// 64 MiB and 100,000 documents a file, 4 million nodes a document, 400,000 of them from aliases (as go-yaml allows),
    /// 256 levels.
    fn default() -> Self {
        Self { bytes: 64 << 20, documents: 100_000, nodes: 4_000_000, expanded: 400_000, depth: 256 }
    }
}
