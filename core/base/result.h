#pragma once
// Expected failure is a value. An Error has the three parts a person needs: what happened, where, and what to
// do; the CLI prints them as one line, the window as a bar with details.
//
//     Result<Config> readConfig(const fs::path& file) {
//         INK_TRY(text, readFile(file));                       // hands the error on
//         if (text.empty()) return fail(ErrorCode::Corrupt, "cannot read the model", file.string(),
//                                       "the file is empty", "download it again");

#include "core/base/text.h"

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace inkstone {

enum class ErrorCode {
    InvalidArgument, ///< the caller or the person asked for something that makes no sense
    NotFound,        ///< a file, name or id that does not exist
    Io,              ///< reading or writing failed
    Corrupt,         ///< the bytes are not what their format promises
    Unsupported,     ///< valid, but we do not do it
    NoSpace,         ///< disk full or quota
    Permission,      ///< not allowed by the system
    OutOfMemory,
    Busy,      ///< somebody else holds it
    Cancelled, ///< the person stopped it; rarely shown
    Internal,  ///< our own mistake
};

struct Error {
    ErrorCode code = ErrorCode::Internal;
    Text what;         ///< what failed: "cannot open the model"
    std::string where; ///< file, line, field: "SmolLM2.gguf: tensor blk.0.attn_q.weight"
    Text why;          ///< expected and found: "its type 36 was removed from the format"
    Text hint;         ///< what to do: "convert it again with a current llama.cpp"

    /// "WHAT: WHERE: WHY. HINT", in English.
    std::string str() const;
};

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail(ErrorCode code, Text what, std::string where = {}, Text why = {},
                                  Text hint = {}) {
    return tl::unexpected<Error>(
        Error{code, std::move(what), std::move(where), std::move(why), std::move(hint)});
}

template <class T> class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
};

/// A step without a value: `return {};` is success.
using Status = Result<void>;

} // namespace inkstone

#define INK_CONCAT_(a, b) a##b
#define INK_CONCAT(a, b) INK_CONCAT_(a, b)

/// INK_TRY(name, expression): `name` becomes the value, or the function returns the error.
#define INK_TRY(name, ...)                                                                                   \
    auto INK_CONCAT(result_, __LINE__) = (__VA_ARGS__);                                                      \
    if (!INK_CONCAT(result_, __LINE__))                                                                      \
        return ::inkstone::fail(std::move(INK_CONCAT(result_, __LINE__)).error());                           \
    auto name = std::move(*INK_CONCAT(result_, __LINE__))

/// INK_CHECK(expression): returns the error of a step without a value.
#define INK_CHECK(...)                                                                                       \
    do {                                                                                                     \
        if (auto result_ = (__VA_ARGS__); !result_) return ::inkstone::fail(std::move(result_).error());     \
    } while (false)
