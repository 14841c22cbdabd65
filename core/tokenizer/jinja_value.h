#pragma once
// What a template computes with: Python's values as far as templates need them. Values are cheap to copy;
// strings, lists and dicts are shared and never change. Only a namespace does.

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace inkstone::jinja {

class Value;
class Interpreter;
using Values = std::vector<Value>;

/// Arguments of a call.
struct Arguments {
    Values positional;
    std::vector<std::pair<std::string, Value>> named;
};

struct StringObject;
struct ListObject;
struct DictObject;
struct NamespaceObject;
struct FunctionObject;
struct LoopObject;

/// Kinds of sequence. They differ in printing, length, indexing and truth, as in Python.
enum class Sequence : uint8_t { List, Tuple, Range, Keys, Values, Items, Generator };

class Value {
public:
    enum class Kind : uint8_t {
        Undefined,
        None,
        Bool,
        Int,
        Float,
        String,
        List,
        Dict,
        Namespace,
        Function,
        Loop
    };

    Value() = default; ///< undefined
    static Value undefined(std::string hint);
    static Value none();
    static Value boolean(bool b);
    static Value integer(int64_t i);
    static Value floating(double d);
    static Value string(std::string s, bool markup = false);
    static Value list(Values items, Sequence sequence = Sequence::List);
    static Value dict(std::vector<std::pair<Value, Value>> items);
    static Value object(std::shared_ptr<NamespaceObject> space);
    static Value object(std::shared_ptr<LoopObject> loop);
    static Value function(std::string name, std::function<Value(Interpreter&, const Arguments&)> call);

    Kind kind() const { return m_kind; }
    bool is(Kind kind) const { return m_kind == kind; }
    bool isUndefined() const { return m_kind == Kind::Undefined; }
    bool isNone() const { return m_kind == Kind::None; }
    bool isString() const { return m_kind == Kind::String; }
    bool isList() const { return m_kind == Kind::List; }
    bool isDict() const { return m_kind == Kind::Dict; }
    /// Bool counts as 0 or 1, as in Python.
    bool isInteger() const { return m_kind == Kind::Int || m_kind == Kind::Bool; }
    bool isNumber() const { return isInteger() || m_kind == Kind::Float; }
    bool isGenerator() const;
    bool isMarkup() const;

    bool boolean() const { return m_int != 0; }
    int64_t integer() const { return m_int; }
    double number() const { return m_kind == Kind::Float ? m_float : double(m_int); }
    const std::string& string() const; ///< of a string; of an undefined value its hint
    const Values& items() const;       ///< of a list; does not consume a generator
    Sequence sequence() const;
    const DictObject& dict() const;
    NamespaceObject& space() const;
    const FunctionObject& function() const;
    LoopObject& loop() const;
    /// The items of a generator can be had once.
    Values takeItems() const;

    bool truth() const;
    /// Nesting of lists and dicts; capped by the interpreter, so that nobody recurses without end.
    int depth() const;
    /// Python's name of the type, for messages.
    const char* typeName() const;

private:
    template <class T> T& as() const { return *static_cast<T*>(m_object.get()); }

    Kind m_kind = Kind::Undefined;
    union {
        int64_t m_int = 0;
        double m_float;
    };
    std::shared_ptr<void> m_object;
};

struct StringObject {
    std::string text;
    bool markup = false; ///< came out of |safe or |escape: joining escapes the other side
};

struct ListObject {
    Values items;
    Sequence sequence = Sequence::List;
    int depth = 1;
    bool consumed = false;
};

/// Keeps the order of insertion. Keys are strings, numbers, bools, None or tuples.
struct DictObject {
    std::vector<std::pair<Value, Value>> items;
    std::unordered_map<std::string, size_t> index; ///< by keyText()
    int depth = 1;

    const Value* find(const Value& key) const;
    const Value* find(std::string_view key) const;
};

struct NamespaceObject {
    std::vector<std::pair<std::string, Value>> attributes;
    const Value* find(std::string_view name) const;
    void set(const std::string& name, Value value);
};

struct FunctionObject {
    std::string name;
    std::function<Value(Interpreter&, const Arguments&)> call;
};

/// The variable `loop`.
struct LoopObject {
    Values items;
    size_t index0 = 0;
    int64_t depth0 = 0;
    Value lastChanged; ///< of loop.changed(); undefined: not asked yet
    bool changedAsked = false;
    std::function<Value(Interpreter&, const Arguments&)> recurse; ///< of a recursive loop
};

/// Equal keys have equal texts: 1, 1.0 and True are one key. Empty for values that cannot be keys.
std::string keyText(const Value& key);

bool equal(const Value& a, const Value& b);
/// -1, 0, 1; 2 when Python cannot order the two.
int compare(const Value& a, const Value& b);

/// str(value) and repr(value).
std::string str(const Value& value);
std::string repr(const Value& value);
std::string floatText(double d);

struct JsonStyle {
    bool ensureAscii = false, sortKeys = false;
    int indent = -1; ///< -1: one line
    std::string itemSeparator = ", ", keySeparator = ": ";
};
/// json.dumps; the name of a type it cannot write goes to `refused`.
std::string toJson(const Value& value, const JsonStyle& style, std::string& refused);

/// Deeper JSON than this is cut off as none; `tooDeep` tells.
Value fromJson(const nlohmann::ordered_json& json, bool& tooDeep);

constexpr int maxNesting = 200;

} // namespace inkstone::jinja
