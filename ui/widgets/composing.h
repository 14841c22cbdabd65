#pragma once
// Input methods: while one composes (pinyin on its way to a character), Enter belongs to it and submits
// nothing.

#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextLayout>

namespace inkstone {

inline bool isComposing(const QPlainTextEdit& editor) {
    const QTextLayout* layout = editor.textCursor().block().layout();
    return layout && !layout->preeditAreaText().isEmpty();
}

} // namespace inkstone
