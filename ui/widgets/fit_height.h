#pragma once
// A text field as high as its text, from two lines on up to a limit.

class QPlainTextEdit;

namespace inkstone {

/// Now; beyond `most` pixels it scrolls.
void fitHeight(QPlainTextEdit* editor, int most);
/// Keeps `editor` as high as its text while it is written.
void keepFitting(QPlainTextEdit* editor, int most);

} // namespace inkstone
