#include "kernels/backend.h"

#include "kernels/cpu/isa.h"
#include "kernels/cuda/cuda_backend.h"
#include "kernels/reference/reference.h"
#include "kernels/thread_pool.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>
#include <thread>
#include <utility>

namespace inkstone::kernels {
namespace {

/// Scratch of one worker. Reserved, not touched: an operation that needs less never commits the rest.
constexpr size_t WorkerScratch = size_t(4) << 20;

/// Cores, not hyper-threads: two threads of a core share its multipliers.
int physicalCores() {
    const int logical = std::max(1, int(std::thread::hardware_concurrency()));
    std::ifstream info("/proc/cpuinfo");
    std::set<std::pair<std::string, std::string>> cores;
    std::string line, package;
    while (std::getline(info, line)) {
        const size_t colon = line.find(':');
        if (colon == std::string::npos) continue;
        if (line.starts_with("physical id")) package = line.substr(colon);
        if (line.starts_with("core id")) cores.emplace(package, line.substr(colon));
    }
    return cores.empty() ? logical : std::min(logical, int(cores.size()));
}

std::string processorName() {
    std::ifstream info("/proc/cpuinfo");
    std::string line;
    while (std::getline(info, line)) {
        const size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
    }
    return "CPU";
}

bool asksForCuda() {
    const char* device = std::getenv("INKSTONE_DEVICE");
    return device && std::strcmp(device, "cuda") == 0;
}

std::vector<Backend> findBackends() {
    const int cores = physicalCores();
    const std::string device =
        processorName() + ", " + std::to_string(cores) + (cores == 1 ? " core" : " cores");
    std::vector<Backend> found;
    // Only when asked for: its rows still work in the host's memory, and waking a driver takes a while.
    if (asksForCuda()) addCudaBackends(found);
    for (const InstructionSet& set : instructionSets()) {
        found.push_back({.name = set.name,
                         .device = device,
                         .ops = &set.ops,
                         .maxThreads = cores,
                         .fastInt8 = true,
                         .fastBf16 = set.bf16,
                         .panels = true});
    }
    found.push_back({.name = "reference", .device = device, .ops = &referenceOps(), .maxThreads = cores});
    return found;
}

} // namespace

const std::vector<Backend>& backends() {
    static const std::vector<Backend> found = findBackends();
    return found;
}

const Backend* findBackend(const std::string& name) {
    for (const Backend& backend : backends()) {
        if (backend.name == name) return &backend;
    }
    return nullptr;
}

const Backend& defaultBackend() {
    const char* isa = std::getenv("INKSTONE_ISA");
    if (const Backend* asked = isa ? findBackend(isa) : nullptr) return *asked;
    return backends().front();
}

struct StreamOwner::Parts {
    explicit Parts(int threads) : pool(threads) {}
    struct Free {
        void operator()(std::byte* memory) const { std::free(memory); }
    };
    ThreadPool pool;
    std::unique_ptr<std::byte, Free> scratch;
    std::shared_ptr<DeviceStream> device;
};

std::unique_ptr<StreamOwner> StreamOwner::make(const Backend& backend, int threads) {
    threads = std::clamp(threads <= 0 ? backend.maxThreads : threads, 1, 256);
    std::unique_ptr<StreamOwner> owner(new StreamOwner);
    owner->m_parts = std::make_unique<Parts>(threads);
    owner->m_parts->scratch.reset(
        static_cast<std::byte*>(std::aligned_alloc(4096, WorkerScratch * size_t(threads))));
    if (!owner->m_parts->scratch) throw std::bad_alloc();
    if (backend.makeDevice) owner->m_parts->device = backend.makeDevice();
    owner->m_stream = {&owner->m_parts->pool, owner->m_parts->scratch.get(), WorkerScratch, threads,
                       owner->m_parts->device.get()};
    return owner;
}

StreamOwner::~StreamOwner() = default;

size_t StreamOwner::bytes() const { return m_stream.scratchBytes * size_t(m_stream.threads); }

} // namespace inkstone::kernels
