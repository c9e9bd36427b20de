// A document that cannot be used: not JSON, cut short, edited, of another version or about another spec.
#pragma once

#include <stdexcept>

namespace revoke_mc::reports {

/// `what()` says which part of the document is wrong and what to do.
class DocumentError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace revoke_mc::reports
