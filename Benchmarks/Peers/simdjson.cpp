// The pages decoded with simdjson into structures that own their strings: the yardstick of a fast library in C++.
#include <simdjson.h>
#include <chrono>
#include <ctime>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

using namespace simdjson;

struct Plan {
    std::string plan, service, status;
};

struct User {
    std::string id;
    std::optional<std::string> name, upn, mail, department;
    bool enabled = false;
    std::vector<std::string> proxies;
    std::vector<Plan> plans;
};

static std::optional<std::string> text(ondemand::value value) {
    if (value.is_null()) return std::nullopt;
    return std::string(std::string_view(value.get_string()));
}

int main(int count, char **arguments) {
    std::ifstream file(arguments[count > 1 ? 1 : 0], std::ios::binary);
    std::vector<padded_string> pages;
    for (std::string line; std::getline(file, line);) pages.emplace_back(line);
    std::clock_t cpu = std::clock();
    auto begin = std::chrono::steady_clock::now();
    ondemand::parser parser;
    std::size_t users = 0;
    for (auto &page : pages) {
        // Dropped with the page, as by the other cells.
        std::vector<User> kept;
        auto document = parser.iterate(page);
        for (ondemand::object object : document["value"]) {
            User user;
            for (auto field : object) {
                std::string_view key = field.unescaped_key();
                ondemand::value value = field.value();
                if (key == "id") user.id = std::string(std::string_view(value.get_string()));
                else if (key == "displayName") user.name = text(value);
                else if (key == "userPrincipalName") user.upn = text(value);
                else if (key == "mail") user.mail = text(value);
                else if (key == "department") user.department = text(value);
                else if (key == "accountEnabled") user.enabled = value.get_bool();
                else if (key == "proxyAddresses") for (auto proxy : value.get_array()) user.proxies.emplace_back(std::string_view(proxy.get_string()));
                else if (key == "assignedPlans") for (ondemand::object entry : value.get_array()) {
                    Plan plan;
                    for (auto part : entry) {
                        std::string_view name = part.unescaped_key();
                        if (name == "servicePlanId") plan.plan = std::string(std::string_view(part.value().get_string()));
                        else if (name == "service") plan.service = std::string(std::string_view(part.value().get_string()));
                        else if (name == "capabilityStatus") plan.status = std::string(std::string_view(part.value().get_string()));
                    }
                    user.plans.push_back(std::move(plan));
                }
            }
            kept.push_back(std::move(user));
        }
        users += kept.size();
    }
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("{\"cell\":\"decode.simdjson\",\"seconds\":%.6f,\"cpu\":%.6f,\"count\":%zu}\n", seconds,
        (double)(std::clock() - cpu) / CLOCKS_PER_SEC, users);
}
