#include "core/tokenizer/jinja_value.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <cmath>

namespace inkstone::jinja {

namespace {

template <class Items> int depthOf(const Items& items) {
    int depth = 0;
    for (const auto& item : items) depth = std::max(depth, item.depth());
    return depth + 1;
}

const std::string emptyText;

} // namespace

Value Value::undefined(std::string hint) {
    Value v;
    v.m_object = std::make_shared<StringObject>(StringObject{std::move(hint)});
    return v;
}
Value Value::none() {
    Value v;
    v.m_kind = Kind::None;
    return v;
}
Value Value::boolean(bool b) {
    Value v;
    v.m_kind = Kind::Bool;
    v.m_int = b;
    return v;
}
Value Value::integer(int64_t i) {
    Value v;
    v.m_kind = Kind::Int;
    v.m_int = i;
    return v;
}
Value Value::floating(double d) {
    Value v;
    v.m_kind = Kind::Float;
    v.m_float = d;
    return v;
}
Value Value::string(std::string s, bool markup) {
    Value v;
    v.m_kind = Kind::String;
    v.m_object = std::make_shared<StringObject>(StringObject{std::move(s), markup});
    return v;
}
Value Value::list(Values items, Sequence sequence) {
    Value v;
    v.m_kind = Kind::List;
    const int depth = depthOf(items);
    v.m_object = std::make_shared<ListObject>(ListObject{std::move(items), sequence, depth});
    return v;
}
Value Value::dict(std::vector<std::pair<Value, Value>> items) {
    auto object = std::make_shared<DictObject>();
    for (auto& [key, value] : items) {
        const auto [place, fresh] = object->index.try_emplace(keyText(key), object->items.size());
        object->depth = std::max(object->depth, value.depth() + 1);
        if (fresh) {
            object->items.emplace_back(std::move(key), std::move(value));
        } else {
            object->items[place->second].second = std::move(value);
        }
    }
    Value v;
    v.m_kind = Kind::Dict;
    v.m_object = std::move(object);
    return v;
}
Value Value::object(std::shared_ptr<NamespaceObject> space) {
    Value v;
    v.m_kind = Kind::Namespace;
    v.m_object = std::move(space);
    return v;
}
Value Value::object(std::shared_ptr<LoopObject> loop) {
    Value v;
    v.m_kind = Kind::Loop;
    v.m_object = std::move(loop);
    return v;
}
Value Value::function(std::string name, std::function<Value(Interpreter&, const Arguments&)> call) {
    Value v;
    v.m_kind = Kind::Function;
    v.m_object = std::make_shared<FunctionObject>(FunctionObject{std::move(name), std::move(call)});
    return v;
}

const std::string& Value::string() const { return m_object ? as<StringObject>().text : emptyText; }
const Values& Value::items() const { return as<ListObject>().items; }
Sequence Value::sequence() const { return as<ListObject>().sequence; }
const DictObject& Value::dict() const { return as<DictObject>(); }
NamespaceObject& Value::space() const { return as<NamespaceObject>(); }
const FunctionObject& Value::function() const { return as<FunctionObject>(); }
LoopObject& Value::loop() const { return as<LoopObject>(); }
bool Value::isGenerator() const { return isList() && sequence() == Sequence::Generator; }
bool Value::isMarkup() const { return isString() && as<StringObject>().markup; }

Values Value::takeItems() const {
    auto& list = as<ListObject>();
    if (list.sequence != Sequence::Generator) return list.items;
    if (list.consumed) return {};
    list.consumed = true;
    return list.items;
}

bool Value::truth() const {
    switch (m_kind) {
    case Kind::Undefined:
    case Kind::None:
        return false;
    case Kind::Bool:
    case Kind::Int:
        return m_int != 0;
    case Kind::Float:
        return m_float != 0;
    case Kind::String:
        return !string().empty();
    case Kind::List:
        return isGenerator() || !items().empty();
    case Kind::Dict:
        return !dict().items.empty();
    default:
        return true;
    }
}

int Value::depth() const {
    if (isList()) return as<ListObject>().depth;
    return isDict() ? as<DictObject>().depth : 0;
}

const char* Value::typeName() const {
    static constexpr const char* names[] = {"Undefined", "NoneType", "bool",       "int",
                                            "float",     "str",      "list",       "dict",
                                            "Namespace", "function", "LoopContext"};
    static constexpr const char* sequences[] = {"list",        "tuple",      "range",    "dict_keys",
                                                "dict_values", "dict_items", "generator"};
    return isList() ? sequences[size_t(sequence())] : names[size_t(m_kind)];
}

const Value* DictObject::find(const Value& key) const {
    const auto found = index.find(keyText(key));
    return found == index.end() ? nullptr : &items[found->second].second;
}
const Value* DictObject::find(std::string_view key) const {
    const auto found = index.find("s" + std::string(key));
    return found == index.end() ? nullptr : &items[found->second].second;
}

const Value* NamespaceObject::find(std::string_view name) const {
    for (const auto& [key, value] : attributes) {
        if (key == name) return &value;
    }
    return nullptr;
}
void NamespaceObject::set(const std::string& name, Value value) {
    for (auto& [key, old] : attributes) {
        if (key == name) {
            old = std::move(value);
            return;
        }
    }
    attributes.emplace_back(name, std::move(value));
}

std::string keyText(const Value& key) {
    switch (key.kind()) {
    case Value::Kind::None:
        return "n";
    case Value::Kind::Bool:
    case Value::Kind::Int:
        return "i" + std::to_string(key.integer());
    case Value::Kind::Float: {
        const double d = key.number();
        if (d == std::floor(d) && std::fabs(d) < 9e18) return "i" + std::to_string(int64_t(d));
        return "f" + floatText(d);
    }
    case Value::Kind::String:
        return "s" + key.string();
    case Value::Kind::List: {
        if (key.sequence() != Sequence::Tuple) return {};
        std::string text = "t";
        for (const Value& item : key.items()) {
            const std::string part = keyText(item);
            if (part.empty()) return {};
            text += std::to_string(part.size()) + ":" + part;
        }
        return text;
    }
    default:
        return {};
    }
}

bool equal(const Value& a, const Value& b) {
    if (a.isNumber() && b.isNumber())
        return a.isInteger() && b.isInteger() ? a.integer() == b.integer() : a.number() == b.number();
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
    case Value::Kind::Undefined:
    case Value::Kind::None:
        return true;
    case Value::Kind::String:
        return a.string() == b.string();
    case Value::Kind::List:
        if (&a.items() == &b.items()) return true;
        return a.sequence() == b.sequence() && a.sequence() < Sequence::Values &&
               std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), equal);
    case Value::Kind::Dict: {
        if (a.dict().items.size() != b.dict().items.size()) return false;
        return std::all_of(a.dict().items.begin(), a.dict().items.end(), [&](const auto& item) {
            const Value* other = b.dict().find(item.first);
            return other && equal(item.second, *other);
        });
    }
    case Value::Kind::Namespace:
        return &a.space() == &b.space();
    case Value::Kind::Function:
        return &a.function() == &b.function();
    default:
        return &a.loop() == &b.loop();
    }
}

int compare(const Value& a, const Value& b) {
    if (a.isNumber() && b.isNumber()) {
        if (a.isInteger() && b.isInteger()) return a.integer() < b.integer() ? -1 : a.integer() > b.integer();
        return a.number() < b.number() ? -1 : a.number() > b.number();
    }
    if (a.isString() && b.isString()) {
        const int order = a.string().compare(b.string());
        return order < 0 ? -1 : order > 0;
    }
    if (!a.isList() || !b.isList() || a.sequence() != b.sequence() || a.sequence() > Sequence::Tuple)
        return 2;
    const Values &x = a.items(), &y = b.items();
    for (size_t i = 0; i < x.size() && i < y.size(); ++i) {
        if (!equal(x[i], y[i])) return compare(x[i], y[i]);
    }
    return x.size() < y.size() ? -1 : x.size() > y.size();
}

Value fromJson(const nlohmann::ordered_json& json, bool& tooDeep) {
    // An own stack, since a hostile file chooses the depth.
    struct Frame {
        const nlohmann::ordered_json* json;
        nlohmann::ordered_json::const_iterator next;
        Values items;
        std::vector<std::pair<Value, Value>> pairs;
    };
    const auto leaf = [](const nlohmann::ordered_json& j) {
        if (j.is_boolean()) return Value::boolean(j.get<bool>());
        if (j.is_number_float() || (j.is_number_unsigned() && j.get<uint64_t>() > uint64_t(INT64_MAX)))
            return Value::floating(j.get<double>());
        if (j.is_number()) return Value::integer(j.get<int64_t>());
        return j.is_string() ? Value::string(j.get_ref<const std::string&>()) : Value::none();
    };
    if (!json.is_structured()) return leaf(json);
    std::vector<Frame> stack;
    stack.push_back({&json, json.begin(), {}, {}});
    for (;;) {
        Frame& top = stack.back();
        Value done;
        if (top.next == top.json->end()) {
            done =
                top.json->is_array() ? Value::list(std::move(top.items)) : Value::dict(std::move(top.pairs));
            stack.pop_back();
            if (stack.empty()) return done;
        } else if (top.next->is_structured() && int(stack.size()) < maxNesting) {
            stack.push_back({&*top.next, top.next->begin(), {}, {}});
            continue;
        } else {
            tooDeep = tooDeep || top.next->is_structured();
            done = leaf(*top.next);
        }
        Frame& parent = stack.back();
        if (parent.json->is_array()) {
            parent.items.push_back(std::move(done));
        } else {
            parent.pairs.emplace_back(Value::string(parent.next.key()), std::move(done));
        }
        ++parent.next;
    }
}

} // namespace inkstone::jinja
