#pragma once
// A backend: a device, its op table, and the streams it runs on. Chosen once, at start.
// INKSTONE_ISA=avx512|avx512vnni|avxvnni|avx2|reference overrides the CPU's choice; INKSTONE_DEVICE=cuda asks
// for the device's.

#include "kernels/ops.h"

#include <memory>
#include <string>
#include <vector>

namespace inkstone::kernels {

struct Backend {
    std::string name;   ///< an instruction set of cpu/isa.h, "reference" or "cuda"
    std::string device; ///< "AMD EPYC ..., 2 cores"
    const Ops* ops = nullptr;
    int maxThreads = 1;
    bool fastInt8 = false; ///< Packing::Int8 pays
    bool fastBf16 = false; ///< Packing::Bf16 pays
    bool panels = false;   ///< knows Packing::Panels
    /// Makes the device's part of a stream; null for backends of the CPU.
    std::shared_ptr<DeviceStream> (*makeDevice)() = nullptr;
};

/// A stream and what it owns. One per job; not shared between threads.
class StreamOwner {
public:
    /// threads <= 0: all physical cores.
    static std::unique_ptr<StreamOwner> make(const Backend& backend, int threads);
    ~StreamOwner();
    StreamOwner(const StreamOwner&) = delete;
    StreamOwner& operator=(const StreamOwner&) = delete;

    Stream& stream() { return m_stream; }
    size_t bytes() const; ///< memory it holds

private:
    StreamOwner() = default;
    Stream m_stream;
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Usable backends, best first; never empty (reference is always there).
const std::vector<Backend>& backends();
/// backends().front(), or what the environment asks for.
const Backend& defaultBackend();
/// Null when there is none of that name.
const Backend* findBackend(const std::string& name);

} // namespace inkstone::kernels
