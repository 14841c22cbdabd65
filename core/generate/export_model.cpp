#include "core/generate/export_model.h"

#include "core/base/clock.h"
#include "core/model/catalogue.h"

namespace inkstone {

namespace {

ByteProgress rateOf(JobSink& sink) {
    const double began = monotonicSeconds();
    return [&sink, began](uint64_t done, uint64_t total) {
        const double rate = double(done) / std::max(monotonicSeconds() - began, 1e-9);
        sink.emit(Progress{.done = double(done),
                           .total = double(total),
                           .unit = "bytes",
                           .perSecond = rate,
                           .secondsLeft = double(total - std::min(done, total)) / std::max(rate, 1e-9),
                           .stage = "Converting"});
    };
}

Result<std::shared_ptr<const PreparedModel>> prepareExact(std::shared_ptr<const Model> model, int threads,
                                                          std::stop_token stop) {
    return PreparedModel::make(
        std::move(model),
        {.compute = Compute::F32, .threads = threads, .progress = [](double) {}, .stop = std::move(stop)});
}

Result<Json> describe(const Model& model) {
    INK_TRY(hash, modelSha256(model.path()));
    return Json{{"path", fs::absolute(model.path()).string()},
                {"sha256", hash},
                {"bytes", model.fileBytes()},
                {"architecture", model.config().architecture},
                {"quantization", model.quantization()}};
}

Result<Json> describeAdapter(const fs::path& folder, const LoraConfig& config) {
    INK_TRY(hash, sha256OfFile(folder / "adapter_model.safetensors"));
    return Json{{"path", fs::absolute(folder).string()},
                {"sha256", hash},
                {"rank", config.rank},
                {"scale", config.scale({config.rank, config.alpha})},
                {"modules_differ", !config.modules.empty()}};
}

class Export {
public:
    Export(std::shared_ptr<const Model> model, ExportRequest request, std::stop_token stop, JobSink& sink)
        : m_model(std::move(model)), m_request(std::move(request)), m_stop(std::move(stop)), m_sink(sink) {}

    Result<ExportedModel> run() {
        INK_CHECK(loadAdapter());
        ConvertOptions& options = m_request.convert;
        options.threads = m_request.threads;
        options.progress = rateOf(m_sink);
        options.stop = m_stop;
        INK_TRY(converted, convertModel(m_model, options));
        std::error_code ignored;
        fs::remove(certificatePath(options.target), ignored); // it spoke of the target before
        ExportedModel outcome{.converted = std::move(converted)};
        if (!m_request.certificate) return outcome;
        auto certificate = certify(outcome.converted);
        if (!certificate) {
            Error error = certificate.error();
            error.hint = text("the converted model is complete, but without a certificate: %1",
                              outcome.converted.path.string());
            return fail(std::move(error));
        }
        outcome.certificate = std::move(*certificate);
        return outcome;
    }

private:
    Status loadAdapter() {
        if (m_request.adapterFolder.empty()) return {};
        INK_TRY(adapter, LoraAdapter::load(m_request.adapterFolder, m_model->config()));
        m_request.convert.adapter = std::make_shared<const LoraAdapter>(std::move(adapter));
        return {};
    }

    Result<ParityCertificate> certify(const ConvertResult& converted) {
        INK_TRY(copy, Model::open(converted.path));
        INK_TRY(exact, prepareExact(m_model, m_request.threads, m_stop));
        INK_TRY(prepared, prepareExact(copy, m_request.threads, m_stop));
        const ComparedModel original{exact, m_request.convert.adapter}, result{prepared};
        ParityCertificate certificate{.file = certificatePath(converted.path)};
        INK_TRY(parity, measureParity(original, result, {.text = m_request.calibrationText}, m_stop, m_sink));
        certificate.parity = std::move(parity);
        INK_TRY(json, certificateJson(certificate.parity, *copy, converted));
        INK_CHECK(writeJson(certificate.file, json));
        return certificate;
    }

    Result<Json> certificateJson(const Parity& parity, const Model& copy, const ConvertResult& converted) {
        INK_TRY(source, describe(*m_model));
        INK_TRY(result, describe(copy));
        result["type"] = info(m_request.convert.type).name;
        result["tensor_types"] = converted.tensorTypes;
        Json adapter;
        if (m_request.convert.adapter) {
            INK_TRY(described, describeAdapter(m_request.adapterFolder, m_request.convert.adapter->config()));
            adapter = std::move(described);
        }
        Json warnings = Json::array();
        for (const Text& warning : converted.warnings) warnings.push_back(warning.str());
        return Json{{"certificate", "inkstone-parity"},
                    {"version", 1},
                    {"created", isoTime(unixMilliseconds())},
                    {"program", m_request.program},
                    {"kernels", kernels::defaultBackend().name},
                    {"source", source},
                    {"adapter", adapter},
                    {"result", result},
                    {"parity", toJson(parity)},
                    {"warnings", warnings}};
    }

    std::shared_ptr<const Model> m_model;
    ExportRequest m_request;
    std::stop_token m_stop;
    JobSink& m_sink;
};

} // namespace

fs::path certificatePath(const fs::path& target) {
    fs::path path = target.has_filename() ? target : target.parent_path();
    path += ".parity.json";
    return path;
}

Result<ExportedModel> exportModel(std::shared_ptr<const Model> model, ExportRequest request,
                                  std::stop_token stop, JobSink& sink) {
    return Export(std::move(model), std::move(request), std::move(stop), sink).run();
}

} // namespace inkstone
