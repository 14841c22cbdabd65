#pragma once
// What a labeler may say about a record of a data set: choices on the keys 1..9, a rating, a rewritten
// answer.

#include "core/data/dataset_repository.h"

namespace inkstone {

struct LabelChoice {
    std::string name; ///< stored in the record; unique in the schema
    std::string help;
};

struct LabelSchema {
    std::vector<LabelChoice> choices; ///< the first nine have the keys 1..9
    bool multiple = false;            ///< several choices at once
    bool rating = true;               ///< 1..5
    bool rewrite = true;              ///< the answer may be rewritten
    bool autoAdvance = true;          ///< a single choice goes on to the next record
};

std::string schemaJson(const LabelSchema& schema);
/// InvalidArgument: an empty or repeated name, more than 40 choices; names the choice.
Result<LabelSchema> parseSchema(std::string_view json);

/// good / bad, rating, rewriting: what a data set has until somebody says otherwise.
LabelSchema defaultSchema();

/// The schema of a data set, and setting it. Choices that are taken out stay on the records that have them.
Result<LabelSchema> labelSchema(DatasetRepository& repository, DatasetId dataset);
Status setLabelSchema(DatasetRepository& repository, DatasetId dataset, const LabelSchema& schema);

} // namespace inkstone
