// Traces are kept only where some format shows them.
#include "checker/cli/check_formats.hpp"

#include <cstdlib>
#include <filesystem>

#include "reports/ci/github.hpp"
#include "reports/ci/junit.hpp"
#include "reports/ci/markdown.hpp"
#include "reports/ci/sarif.hpp"
#include "reports/document_error.hpp"
#include "reports/file.hpp"

namespace revoke_mc::cli {
namespace {

/// Says which file it is about.
reports::ResultDocument read_baseline(const std::string& file) {
    const std::string text = reports::read_file(file);
    try {
        reports::ResultDocument document = reports::result_from_json(text);
        reports::require_baseline(document);
        return document;
    } catch (const reports::DocumentError& error) {
        throw reports::DocumentError(reports::printable(file) + " is no baseline: " + error.what() +
                                     "; check --json writes one");
    }
}

reports::Checkout checkout() {
    const char* root = std::getenv("GITHUB_WORKSPACE");
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::current_path(error);
    return root == nullptr || error ? reports::Checkout{} : reports::Checkout{root, folder.string()};
}

}  // namespace

CheckFormats::CheckFormats(const CheckOptions& options) : options_(options) {
    run_.version = options.version;
    run_.strict = options.search.strict;
    if (options.baseline) baseline_ = read_baseline(*options.baseline);
}

bool CheckFormats::wanted() const { return options_.sarif || options_.junit || options_.markdown || options_.github; }

void CheckFormats::add(const checker::CheckedSpec& checked) {
    if (wanted()) run_.specs.push_back(checker::report_of(checked));
}

const reports::Comparison* CheckFormats::compare(const reports::ResultDocument& document,
                                                 std::vector<reports::Remark> remarks) {
    run_.findings = document.findings;
    run_.remarks = std::move(remarks);
    if (!baseline_) return nullptr;
    run_.comparison = reports::compare(*baseline_, document);
    return &*run_.comparison;
}

std::string CheckFormats::changes(const reports::Style& style) const {
    return run_.comparison ? "\n" + reports::comparison_text(*run_.comparison, style) : "";
}

void CheckFormats::annotate(Console& console) const {
    if (options_.github) console.command(reports::github_commands(run_, checkout()));
}

void CheckFormats::write(CheckFiles& files) const {
    files.write_document(options_.sarif, [&] { return reports::to_sarif(run_); });
    files.write_document(options_.junit, [&] { return reports::to_junit(run_); });
    files.write_document(options_.markdown, [&] { return reports::to_markdown(run_); });
    files.append_summary([&] { return reports::to_markdown(run_, reports::largest_summary); });
}

}  // namespace revoke_mc::cli
