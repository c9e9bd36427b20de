// The library reads the trace's spec again; a page is not worth an error.
#include "checker/cli/html_report.hpp"

#include "checker/moments.hpp"
#include "explorer/base/limits.hpp"
#include "model/language/syntax/place.hpp"
#include "reports/document_error.hpp"

namespace revoke_mc::cli {

reports::html::ShownTrace for_page(const reports::TraceDocument& trace, const checker::Limits& limits) {
    reports::html::ShownTrace shown;
    shown.trace = trace;
    try {
        shown.moments = checker::moments(trace, limits);
    } catch (const reports::DocumentError& error) {
        shown.without_moments = error.what();
    } catch (const syntax::SpecError& error) {
        shown.without_moments = error.what();
    } catch (const limits::Exhausted& limit) {
        shown.without_moments = limit.what();
    }
    return shown;
}

reports::html::Comparison for_page(const checker::Followed& followed, const std::string& spec,
                                   const std::string& decided, bool settled) {
    const std::string further = decided.empty() ? "" : decided + "\n";
    return {spec, followed.text() + further, settled, followed.steps(), reports::source_texts(followed.other())};
}

}  // namespace revoke_mc::cli
