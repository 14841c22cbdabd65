#include "app/cli/messages.h"

#include "core/base/utf8.h"

#include <unistd.h>

namespace inkstone::cli {

namespace {

constexpr size_t inputLimit = size_t(64) << 20;

auto wrong(const std::string& file, Text why) {
    return fail(ErrorCode::InvalidArgument, "cannot read the conversation", file, std::move(why),
                R"(It must be a list of {"role": "user", "content": "..."})");
}

Result<Message> readMessage(const Json& json, const std::string& where) {
    if (!json.is_object()) return wrong(where, "it is not an object");
    Message message;
    for (const auto& [key, value] : json.items()) {
        if (key == "role" && value.is_string()) {
            message.role = value.get<std::string>();
        } else if (key == "content" && value.is_string()) {
            message.content = value.get<std::string>();
        } else if (key == "content" && value.is_null()) {
            continue; // a turn of tool calls only
        } else if (key == "role" || key == "content") {
            return wrong(where, text("its %1 is not text", key));
        } else {
            message.extra[key] = value;
        }
    }
    if (message.role.empty()) return wrong(where, "it has no role");
    if (!json.contains("content") && message.extra.is_null()) return wrong(where, "it has no content");
    return message;
}

} // namespace

Result<std::vector<Message>> readMessages(const std::string& file) {
    INK_TRY(json, readJson(file));
    const bool wrapped = json.is_object() && json.contains("messages");
    const Json& list = wrapped ? json["messages"] : json;
    if (!list.is_array() || list.empty()) return wrong(file, "there is no list of messages");
    std::vector<Message> messages;
    for (const Json& item : list) {
        INK_TRY(message, readMessage(item, file + ": message " + std::to_string(messages.size() + 1)));
        messages.push_back(std::move(message));
    }
    return messages;
}

Result<OrderedJson> readTools(const std::string& file) {
    INK_TRY(json, readJson(file));
    if (!json.is_array())
        return fail(ErrorCode::InvalidArgument, "cannot read the tools", file, "they are not a list",
                    R"(It must be a list of {"type": "function", "function": {...}})");
    return json;
}

Result<std::string> readStandardInput() {
    std::string all;
    char buffer[65536];
    while (true) {
        const ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);
        if (n == 0) return all;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(systemError(errno, "cannot read the input", "standard input"));
        all.append(buffer, size_t(n));
        if (all.size() > inputLimit)
            return fail(ErrorCode::InvalidArgument, "cannot read the input", "standard input",
                        "it is longer than 64 MB", "Give it in pieces");
    }
}

} // namespace inkstone::cli
