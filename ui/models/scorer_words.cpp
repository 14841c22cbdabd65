#include "ui/models/scorer_words.h"

#include <QCoreApplication>

namespace inkstone {

namespace {
struct Scorers {
    Q_DECLARE_TR_FUNCTIONS(Scorers)
};
} // namespace

QString scorerWord(Scorer scorer) {
    switch (scorer) {
    case Scorer::Exact:
        return Scorers::tr("exact");
    case Scorer::Contains:
        return Scorers::tr("contains");
    case Scorer::Regex:
        return Scorers::tr("regex");
    case Scorer::Perplexity:
        return Scorers::tr("perplexity");
    }
    return {};
}

} // namespace inkstone
