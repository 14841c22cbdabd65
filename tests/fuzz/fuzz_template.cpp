// Parses any bytes as a chat template and renders a conversation with it: an error or a text, soon, in little
// memory.
#include "core/tokenizer/chat_template.h"

using namespace inkstone;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 1 << 14) return 0;
    const auto parsed = ChatTemplate::parse(std::string(reinterpret_cast<const char*>(data), size));
    if (!parsed) return parsed.error().str().empty() ? std::abort(), 0 : 0;
    const std::vector<Message> messages = {
        {"system", "s"}, {"user", "a <|im_end|> \n 你"}, {"assistant", "b"}};
    RenderOptions options;
    options.tools = OrderedJson::array({{{"type", "function"}, {"function", {{"name", "f"}, {"x", 1.5}}}}});
    options.fixedTime = 0;
    const auto rendered = (*parsed)->render(messages, options);
    for (const auto& [begin, end] :
         rendered ? rendered->generationSpans : std::vector<std::pair<size_t, size_t>>{}) {
        if (begin > end || end > rendered->text.size()) std::abort();
    }
    return 0;
}
