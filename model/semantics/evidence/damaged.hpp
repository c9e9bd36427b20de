// The one exception for a certificate that cannot be used: cut, edited, foreign, or made for something else.
#pragma once

#include <stdexcept>
#include <string>

namespace revoke_mc::evidence {

class Damaged : public std::runtime_error {
public:
    explicit Damaged(const std::string& why) : std::runtime_error(why) {}
};

}  // namespace revoke_mc::evidence
