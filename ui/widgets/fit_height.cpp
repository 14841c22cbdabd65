#include "ui/widgets/fit_height.h"

#include <QAbstractTextDocumentLayout>
#include <QPlainTextEdit>

#include <algorithm>

namespace inkstone {

void fitHeight(QPlainTextEdit* editor, int most) {
    const int lines = std::max(2, int(editor->document()->size().height()));
    editor->setFixedHeight(std::min(most, lines * editor->fontMetrics().lineSpacing() + 20));
}

void keepFitting(QPlainTextEdit* editor, int most) {
    QObject::connect(editor->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged,
                     editor, [editor, most] { fitHeight(editor, most); });
    fitHeight(editor, most);
}

} // namespace inkstone
