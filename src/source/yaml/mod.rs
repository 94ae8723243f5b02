//! YAML: parser events → documents. What a scalar means is in `scalar`, how errors are worded in `problem`.

mod events;
mod problem;
mod template;

use std::sync::Arc;

use granit_parser::{Event, Options, Parser, Span};

use super::build::Builder;
use super::comments::{self, Comment};
use super::{Document, Limits, Read, SourceFile, Unreadable, problem as faults};
use template::Templates;

/// Reads a stream of documents.
pub(super) fn read(file: &Arc<SourceFile>, limits: &Limits) -> Vec<Read> {
    let mut options: Options = granit_parser::options! {
        // As libyaml and go-yaml have it.
        block_scalar_eof_without_line_feed: true,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
        max_buffered_comment_events: usize::MAX,
    };
    options.set_emit_comments(comments::may_occur(file.text()));
    let mut stream = Stream {
        file,
        builder: Builder::new(limits),
        templates: Templates::default(),
        reads: Vec::new(),
        comments: Vec::new(),
        start: 0,
        empty: false,
        full: false,
    };
    let mut parser = Parser::new_from_str_with_options(file.text(), options);
    while !stream.full {
        match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => break,
            Some(Ok((event, span))) => {
                if let Err(fault) = stream.event(event, span) {
                    stream.fail(faults::of_fault(file, fault));
                    if !parser.proceed_next_document().unwrap_or(false) {
                        break;
                    }
                }
            }
            Some(Err(error)) => {
                stream.fail(problem::of_scan(file, &error));
                if !parser.proceed_next_document().unwrap_or(false) {
                    break;
                }
            }
        }
    }
    stream.hand_back_comments(true);
    stream.reads
}

/// What is known of the stream so far.
struct Stream<'f, 'l> {
    file: &'f Arc<SourceFile>,
    builder: Builder<'l>,
    templates: Templates,
    reads: Vec<Read>,
    /// Of the current document, or between two.
    comments: Vec<Comment>,
    /// Where the current document, or what follows the last one, begins.
    start: usize,
    /// The last document had no content.
    empty: bool,
    /// There are too many documents; nothing more is read.
    full: bool,
}

impl Stream<'_, '_> {
    /// A document begins at its `---`, or where its content does.
    fn document_start(&mut self, explicit: bool, span: Span) {
        let begin = start_of(span);
        let follows_empty = std::mem::take(&mut self.empty);
        if follows_empty {
            self.templates.of_document(self.file.text(), self.start, begin);
        }
        if explicit {
            self.hand_back_comments(follows_empty);
            self.start = begin;
        }
    }

    /// Comments before a `---` belong to the document that ends there. Above the first document they are its own; those
    /// of a document without content or of one that cannot be read govern nothing that follows.
    fn hand_back_comments(&mut self, follows_empty: bool) {
        match self.reads.last_mut() {
            Some(Read::Document(last)) => last.comments.append(&mut self.comments),
            Some(Read::Unreadable(_)) => self.comments.clear(),
            None if follows_empty => self.comments.clear(),
            None => {}
        }
    }

    fn document_end(&mut self, span: Span) {
        let end = start_of(span);
        let Some(built) = self.builder.finish() else {
            // Its comments are read when it is known where they end.
            self.empty = true;
            return;
        };
        let template = self.templates.of_document(self.file.text(), self.start, end);
        let begin = std::mem::replace(&mut self.start, end);
        if let Some(fault) = self.file.fault_in(begin, end) {
            self.fail_at(faults::of_bytes(self.file, fault), template);
            return;
        }
        if self.is_full(begin) {
            return;
        }
        self.reads.push(Read::Document(Document {
            file: Arc::clone(self.file),
            index: super::file::narrow(self.reads.len()),
            value: built.value,
            spans: built.spans,
            nulls: built.nulls,
            template,
            comments: std::mem::take(&mut self.comments),
        }));
    }

    /// The current document cannot be read.
    fn fail(&mut self, unreadable: Unreadable) {
        let end = unreadable.span.map_or(self.file.text().len(), |span| self.file.offset(span.end));
        let template = self.templates.of_document(self.file.text(), self.start, end);
        self.builder.reset();
        self.start = end;
        self.fail_at(unreadable, template);
    }

    /// Whether there are too many documents already; says so where the one begins that is too many.
    fn is_full(&mut self, begin: usize) -> bool {
        let most = self.builder.limits.documents;
        self.full = self.reads.len() >= most;
        if self.full {
            self.reads.push(Read::Unreadable(faults::of_number(self.file, begin, most)));
        }
        self.full
    }

    fn fail_at(&mut self, mut unreadable: Unreadable, template: Option<Arc<str>>) {
        self.comments.clear();
        if self.is_full(self.start) {
            return;
        }
        unreadable.template = template;
        self.reads.push(Read::Unreadable(unreadable));
    }
}

fn start_of(span: Span) -> usize {
    span.start.byte_offset().unwrap_or_default()
}

fn end_of(span: Span) -> usize {
    span.end.byte_offset().unwrap_or_default()
}
