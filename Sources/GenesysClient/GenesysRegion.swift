public import PatchbayCore

/// Where an organization lives. Open, since regions are added; a token is good in its own region only and nothing redirects.
///
/// Source: Genesys Cloud platform SDK, `purecloud_region_hosts`: the API is at `api.` and sign-in at `login.` of the same domain.
public struct GenesysRegion: Hashable, Sendable {
    /// The address of the API, without a path.
    public let api: ServiceRoot
    /// The address of the sign-in service, without a path.
    public let login: ServiceRoot

    /// A region by two addresses: a gateway, or a test server.
    public init(api: ServiceRoot, login: ServiceRoot) {
        self.api = api
        self.login = login
    }

    /// A region by its name (`eu_central_1`, `eu-central-1`) or its domain (`mypurecloud.de`).
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` if it is neither.
    public init(_ text: String) throws(ConfigurationError) {
        let word = text.lowercased().filter { !$0.isWhitespace }
        guard let domain = Self.domains[word.replacing("-", with: "_")] ?? Self.domain(word) else {
            throw ConfigurationError(
                "“\(text)” is no Genesys Cloud region.",
                remedy: "Give a region such as us-east-1 or eu-central-1, or a domain such as mypurecloud.de.",
                setting: "GENESYSCLOUD_REGION")
        }
        api = try ServiceRoot("https://api.\(domain)", named: "The API address")
        login = try ServiceRoot("https://login.\(domain)", named: "The sign-in address")
    }

    private static func domain(_ word: String) -> String? {
        let bare = word.replacing("https://", with: "").trimming(prefixes: ["api.", "login.", "apps."])
        let isDomain =
            bare.contains(".") && bare.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) }
        return isDomain ? bare : nil
    }

    /// The published regions and their domains.
    public static let domains: [String: String] = [
        "us_east_1": "mypurecloud.com", "us_east_2": "use2.us-gov-pure.cloud", "us_west_2": "usw2.pure.cloud",
        "ca_central_1": "cac1.pure.cloud", "mx_central_1": "mxc1.pure.cloud", "sa_east_1": "sae1.pure.cloud",
        "eu_west_1": "mypurecloud.ie", "eu_west_2": "euw2.pure.cloud", "eu_central_1": "mypurecloud.de",
        "eu_central_2": "euc2.pure.cloud", "me_central_1": "mec1.pure.cloud", "ap_south_1": "aps1.pure.cloud",
        "ap_southeast_1": "apse1.pure.cloud", "ap_southeast_2": "mypurecloud.com.au",
        "ap_northeast_1": "mypurecloud.jp", "ap_northeast_2": "apne2.pure.cloud", "ap_northeast_3": "apne3.pure.cloud",
    ]
}

extension String {
    fileprivate func trimming(prefixes: [String]) -> String {
        prefixes.first { hasPrefix($0) }.map { String(dropFirst($0.count)) } ?? self
    }
}
