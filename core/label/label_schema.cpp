#include "core/label/label_schema.h"

#include "core/base/json.h"

#include <algorithm>

namespace inkstone {

std::string schemaJson(const LabelSchema& schema) {
    Json choices = Json::array();
    for (const auto& choice : schema.choices)
        choices.push_back({{"name", choice.name}, {"help", choice.help}});
    return dumpJson({{"choices", choices},
                     {"multiple", schema.multiple},
                     {"rating", schema.rating},
                     {"rewrite", schema.rewrite},
                     {"auto_advance", schema.autoAdvance}},
                    -1);
}

namespace {

tl::unexpected<Error> wrong(std::string where, Text why) {
    return fail(ErrorCode::InvalidArgument, "the labels were not set", std::move(where), std::move(why));
}

Status checkSchema(const LabelSchema& schema) {
    if (schema.choices.size() > 40) return wrong({}, text("%1 choices, at most 40", schema.choices.size()));
    for (auto choice = schema.choices.begin(); choice != schema.choices.end(); ++choice) {
        if (choice->name.find_first_not_of(" \t\r\n") == std::string::npos)
            return wrong({}, "a choice has no name");
        const auto same = [&](const LabelChoice& other) { return other.name == choice->name; };
        if (std::any_of(schema.choices.begin(), choice, same))
            return wrong(choice->name, "the choice is there twice");
    }
    return {};
}

} // namespace

Result<LabelSchema> parseSchema(std::string_view json) {
    INK_TRY(object, parseJson(json, "labels"));
    if (!object.is_object()) return wrong("labels", "an object was expected");
    const JsonReader reader(object, "labels");
    LabelSchema schema;
    INK_TRY(multiple, reader.boolean("multiple", false));
    INK_TRY(rating, reader.boolean("rating", true));
    INK_TRY(rewrite, reader.boolean("rewrite", true));
    INK_TRY(autoAdvance, reader.boolean("auto_advance", true));
    schema.multiple = multiple;
    schema.rating = rating;
    schema.rewrite = rewrite;
    schema.autoAdvance = autoAdvance;
    if (reader.has("choices")) {
        INK_TRY(choices, reader.array("choices"));
        for (const Json& item : *choices) {
            if (item.is_string()) {
                schema.choices.push_back({item.get<std::string>(), {}});
                continue;
            }
            const JsonReader choice(item, "labels");
            INK_TRY(name, choice.string("name"));
            INK_TRY(help, choice.string("help", ""));
            schema.choices.push_back({name, help});
        }
    }
    INK_CHECK(checkSchema(schema));
    return schema;
}

LabelSchema defaultSchema() { return {.choices = {{"good", {}}, {"bad", {}}}}; }

Result<LabelSchema> labelSchema(DatasetRepository& repository, DatasetId dataset) {
    INK_TRY(row, repository.store().prepare("SELECT label_schema FROM dataset WHERE id = ?1"));
    INK_CHECK(row.bind(dataset));
    INK_TRY(found, row.step());
    if (!found) return fail(ErrorCode::NotFound, "the data set is gone", std::to_string(dataset));
    if (row.isNull(0)) return defaultSchema();
    return parseSchema(row.text(0));
}

Status setLabelSchema(DatasetRepository& repository, DatasetId dataset, const LabelSchema& schema) {
    INK_CHECK(checkSchema(schema));
    INK_TRY(changed, repository.store().run("UPDATE dataset SET label_schema = ?2 WHERE id = ?1", dataset,
                                            schemaJson(schema)));
    if (!changed) return fail(ErrorCode::NotFound, "the data set is gone", std::to_string(dataset));
    return {};
}

} // namespace inkstone
