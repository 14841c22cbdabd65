#pragma once
// A running job's second pair of hands: while the job prepares the next piece of work, one thread more does
// the last one. Pieces are done in their order, never two at once.
//
//     SecondThread writer;
//     while (read(batch)) INK_CHECK(writer.start([batch = std::move(batch)] { return write(batch); }));
//     INK_CHECK(writer.finish());

#include "core/base/result.h"

#include <functional>
#include <memory>

namespace inkstone {

class SecondThread {
public:
    SecondThread();
    SecondThread(const SecondThread&) = delete;
    SecondThread& operator=(const SecondThread&) = delete;
    ~SecondThread(); ///< waits for the piece in hand

    /// Waits for the piece in hand, then begins this one; when that one failed, this one is not begun and its
    /// error comes back. `work` is destroyed on the second thread.
    Status start(std::function<Status()> work);
    /// Waits for the piece in hand; how it went. An exception of the work is thrown again here or in start().
    Status finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace inkstone
