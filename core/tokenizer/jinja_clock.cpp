#include "core/tokenizer/jinja_clock.h"

#include <clocale>
#include <ctime>
#include <locale.h>

namespace inkstone::jinja {

std::string strftimeNow(const std::string& format, std::optional<int64_t> time) {
    constexpr size_t longestFormat = 1000;
    const std::time_t seconds = time ? std::time_t(*time) : std::time(nullptr);
    std::tm parts{};
    if (!(time ? gmtime_r(&seconds, &parts) : localtime_r(&seconds, &parts))) return {};
    char buffer[longestFormat * 16];
    const std::string cut = format.substr(0, longestFormat);
    // newlocale keeps the person's locale out of the prompt: a model was trained on English months.
    const locale_t english = newlocale(LC_ALL_MASK, "C", nullptr);
    const size_t size = english ? strftime_l(buffer, sizeof buffer, cut.c_str(), &parts, english) : 0;
    if (english) freelocale(english);
    return std::string(buffer, size);
}

} // namespace inkstone::jinja
