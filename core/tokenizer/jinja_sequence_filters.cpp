// Filters over sequences and mappings.

#include "core/tokenizer/jinja_builtins.h"
#include "core/tokenizer/jinja_interpreter.h"
#include "core/tokenizer/jinja_text.h"

#include <algorithm>

namespace inkstone::jinja {

namespace {

using In = Interpreter;

bool given(const Arguments& a, size_t i) {
    return !a.positional[i].isUndefined() && !a.positional[i].isNone();
}

/// item.a.b.0 for the path "a.b.0" or a number.
Value byPath(In& in, const Value& item, const Value& path, const Value& fallback = {}) {
    if (path.isInteger()) return in.item(item, path);
    Value value = item;
    for (const std::string& part : split(str(path), ".", -1, false)) {
        const bool number =
            !part.empty() && part.size() < 10 &&
            std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
        value = in.item(value, number ? Value::integer(std::stoll(part)) : Value::string(part));
        if (value.isUndefined() && !fallback.isUndefined()) return fallback;
    }
    return value;
}

/// What an item is sorted or grouped by.
Value keyOf(In& in, const Value& item, const Value& path, bool caseSensitive) {
    const Value key = path.isUndefined() || path.isNone() ? item : byPath(in, item, path);
    return key.isString() && !caseSensitive ? Value::string(lower(key.string())) : key;
}

/// Sorts by keys; refuses what Python cannot order.
Values sorted(In& in, const Values& items, const Value& path, bool caseSensitive, bool reverse) {
    std::vector<std::pair<Value, size_t>> keys;
    for (size_t i = 0; i < items.size(); ++i) keys.emplace_back(keyOf(in, items[i], path, caseSensitive), i);
    in.spend(items.size() * 16);
    for (size_t i = 1; i < keys.size(); ++i) {
        if (compare(keys[0].first, keys[i].first) == 2)
            in.fail(
                text("'%1' and '%2' cannot be ordered", keys[0].first.typeName(), keys[i].first.typeName()));
    }
    if (in.failed()) return {};
    std::stable_sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) {
        return reverse ? compare(a.first, b.first) == 1 : compare(a.first, b.first) == -1;
    });
    Values out;
    for (const auto& [key, i] : keys) out.push_back(items[i]);
    return out;
}

Value length(In& in, const Value& self, const Arguments&) { return Value::integer(lengthOf(in, self)); }

Value first(In& in, const Value& self, const Arguments&) {
    const Values items = in.iterate(self);
    return items.empty() ? Value::undefined("No first item, sequence was empty.") : items.front();
}
Value last(In& in, const Value& self, const Arguments&) {
    if (self.isGenerator()) return in.fail("'generator' object is not reversible");
    const Values items = in.iterate(self);
    return items.empty() ? Value::undefined("No last item, sequence was empty.") : items.back();
}

Value toList(In& in, const Value& self, const Arguments&) { return in.list(in.iterate(self)); }

Value reverse(In& in, const Value& self, const Arguments&) {
    Values items = in.iterate(self);
    std::reverse(items.begin(), items.end());
    if (!self.isString()) return in.list(std::move(items), Sequence::Generator);
    std::string all;
    for (const Value& character : items) all += character.string();
    return in.text(std::move(all));
}

Value join(In& in, const Value& self, const Arguments& a) {
    const std::string glue = a.positional[0].isUndefined() ? "" : str(a.positional[0]);
    std::string all;
    bool begun = false;
    for (const Value& item : in.iterate(self)) {
        if (begun) all += glue;
        all += str(given(a, 1) ? byPath(in, item, a.positional[1]) : item);
        begun = true;
        if (!in.spend(1) || all.size() > in.limits().textBytes) break;
    }
    return in.text(std::move(all));
}

Value items(In& in, const Value& self, const Arguments&) {
    if (self.isUndefined()) return in.list({}, Sequence::Generator);
    if (!self.isDict()) return in.fail("Can only get item pairs from a mapping.");
    Values pairs;
    for (const auto& [key, value] : self.dict().items)
        pairs.push_back(Value::list({key, value}, Sequence::Tuple));
    return in.list(std::move(pairs), Sequence::Generator);
}

Value dictSort(In& in, const Value& self, const Arguments& a) {
    if (!self.isDict()) return in.fail("dictsort needs a mapping");
    const bool byValue = given(a, 1) && str(a.positional[1]) == "value";
    Values pairs;
    for (const auto& [key, value] : self.dict().items)
        pairs.push_back(Value::list({key, value}, Sequence::Tuple));
    return in.list(
        sorted(in, pairs, Value::integer(byValue), a.positional[0].truth(), a.positional[2].truth()));
}

Value sort(In& in, const Value& self, const Arguments& a) {
    Values all = in.iterate(self);
    if (given(a, 2) && a.positional[2].isString()) {
        // Several attributes, the first one weighs most: sorted from the last to the first.
        auto paths = split(a.positional[2].string(), ",", -1, false);
        std::reverse(paths.begin(), paths.end());
        for (const std::string& path : paths)
            all = sorted(in, all, Value::string(path), a.positional[1].truth(), a.positional[0].truth());
        return in.list(std::move(all));
    }
    return in.list(sorted(in, all, a.positional[2], a.positional[1].truth(), a.positional[0].truth()));
}

Value unique(In& in, const Value& self, const Arguments& a) {
    Values kept, seen;
    std::unordered_map<std::string, bool> known;
    for (const Value& item : in.iterate(self)) {
        const Value key = keyOf(in, item, a.positional[1], a.positional[0].truth());
        const std::string name = keyText(key);
        if (name.empty()) return in.fail(text("unhashable type: '%1'", key.typeName()));
        if (known.try_emplace(name, true).second) kept.push_back(item);
    }
    return in.list(std::move(kept), Sequence::Generator);
}

template <int sign> Value extreme(In& in, const Value& self, const Arguments& a) {
    const Values all = in.iterate(self);
    if (all.empty()) return Value::undefined("No aggregated item, sequence was empty.");
    const Values ordered = sorted(in, all, a.positional[1], a.positional[0].truth(), sign > 0);
    return in.failed() ? Value() : ordered.front();
}

Value sum(In& in, const Value& self, const Arguments& a) {
    Value total = a.positional[1].isUndefined() ? Value::integer(0) : a.positional[1];
    for (const Value& item : in.iterate(self))
        total = arithmetic(in, "+", total, given(a, 0) ? byPath(in, item, a.positional[0]) : item);
    return total;
}

Value map(In& in, const Value& self, const Arguments& a) {
    Value path, fallback;
    for (const auto& [name, value] : a.named) {
        if (name == "attribute") path = value;
        if (name == "default") fallback = value;
    }
    Values out;
    if (!self.truth()) return in.list({}, Sequence::Generator);
    const Values all = in.iterate(self);
    if (!path.isUndefined()) {
        for (const Value& item : all) out.push_back(byPath(in, item, path, fallback));
        return in.list(std::move(out), Sequence::Generator);
    }
    if (a.positional.empty()) return in.fail("map requires a filter argument");
    const std::string name = str(a.positional[0]);
    const Arguments rest{Values(a.positional.begin() + 1, a.positional.end()), a.named};
    for (const Value& item : all) out.push_back(in.filter(name, item, rest));
    return in.list(std::move(out), Sequence::Generator);
}

/// select, reject, selectattr, rejectattr
template <bool keep, bool byAttribute> Value choose(In& in, const Value& self, const Arguments& a) {
    size_t used = byAttribute;
    if (!self.truth()) return in.list({}, Sequence::Generator);
    if (a.positional.size() < used) return in.fail("Missing parameter for attribute name");
    const bool tested = a.positional.size() > used;
    const std::string name = tested ? str(a.positional[used]) : "";
    const Arguments rest{
        tested ? Values(a.positional.begin() + long(used) + 1, a.positional.end()) : Values(), a.named};
    Values kept;
    for (const Value& item : in.iterate(self)) {
        const Value value = byAttribute ? byPath(in, item, a.positional[0]) : item;
        if ((tested ? in.test(name, value, rest) : value.truth()) == keep) kept.push_back(item);
        if (!in.spend(1)) break;
    }
    return in.list(std::move(kept), Sequence::Generator);
}

Value groupBy(In& in, const Value& self, const Arguments& a) {
    const bool caseSensitive = a.positional[2].truth();
    const auto key = [&](const Value& item) {
        const Value k = byPath(in, item, a.positional[0], a.positional[1]);
        return k.isString() && !caseSensitive ? Value::string(lower(k.string())) : k;
    };
    Values groups, group;
    const auto close = [&] {
        if (group.empty()) return;
        const Value name = byPath(in, group.front(), a.positional[0], a.positional[1]);
        groups.push_back(Value::list({name, Value::list(std::move(group))}, Sequence::Tuple));
        group.clear();
    };
    for (const Value& item : sorted(in, in.iterate(self), a.positional[0], caseSensitive, false)) {
        if (!group.empty() && !equal(key(group.front()), key(item))) close();
        group.push_back(item);
    }
    close();
    return in.list(std::move(groups));
}

Value batch(In& in, const Value& self, const Arguments& a) {
    const int64_t size = a.positional[0].isInteger() ? a.positional[0].integer() : 0;
    if (size < 1 || size > int64_t(in.limits().range)) return in.fail("batch needs a size");
    Values rows, row;
    for (const Value& item : in.iterate(self)) {
        row.push_back(item);
        if (int64_t(row.size()) == size) rows.push_back(Value::list(std::exchange(row, {})));
    }
    while (!row.empty() && given(a, 1) && int64_t(row.size()) < size) row.push_back(a.positional[1]);
    if (!row.empty()) rows.push_back(Value::list(std::move(row)));
    return in.list(std::move(rows), Sequence::Generator);
}

Value sliceFilter(In& in, const Value& self, const Arguments& a) {
    const int64_t slices = a.positional[0].isInteger() ? a.positional[0].integer() : 0;
    if (slices < 1 || slices > int64_t(in.limits().range)) return in.fail("slice needs a number of slices");
    const Values all = in.iterate(self);
    const int64_t size = int64_t(all.size()), per = size / slices, extra = size % slices;
    Values rows;
    for (int64_t i = 0, at = 0; i < slices; ++i) {
        Values row;
        for (const int64_t end = at + per + (i < extra); at < end; ++at) row.push_back(all[size_t(at)]);
        if (given(a, 1) && i >= extra && extra > 0) row.push_back(a.positional[1]);
        rows.push_back(Value::list(std::move(row)));
    }
    return in.list(std::move(rows), Sequence::Generator);
}

} // namespace

std::span<const Builtin> sequenceFilters() {
    static const std::vector<Builtin> table = {
        {"length", {}, length},
        {"count", {}, length},
        {"first", {}, first},
        {"last", {}, last},
        {"list", {}, toList},
        {"reverse", {}, reverse},
        {"join", {"d", "attribute"}, join},
        {"items", {}, items},
        {"dictsort", {"case_sensitive", "by", "reverse"}, dictSort},
        {"sort", {"reverse", "case_sensitive", "attribute"}, sort},
        {"unique", {"case_sensitive", "attribute"}, unique},
        {"min", {"case_sensitive", "attribute"}, extreme<-1>},
        {"max", {"case_sensitive", "attribute"}, extreme<1>},
        {"sum", {"attribute", "start"}, sum},
        {"map", {"*"}, map},
        {"select", {"*"}, choose<true, false>},
        {"reject", {"*"}, choose<false, false>},
        {"selectattr", {"*"}, choose<true, true>},
        {"rejectattr", {"*"}, choose<false, true>},
        {"groupby", {"attribute", "default", "case_sensitive"}, groupBy, 1},
        {"batch", {"linecount", "fill_with"}, batch, 1},
        {"slice", {"slices", "fill_with"}, sliceFilter, 1},
    };
    return table;
}

} // namespace inkstone::jinja
