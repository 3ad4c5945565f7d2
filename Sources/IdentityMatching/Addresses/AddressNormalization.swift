/// What the rule ``MatchRule/normalized`` treats as the same address.
///
/// Every one of these is an assumption about how a mail system delivers. This is why the rule only suggests.
public struct AddressNormalization: Hashable, Sendable, Codable {
    /// Whether `ann+phone@contoso.com` is `ann@contoso.com`.
    public var ignoresPlusTags: Bool
    /// Domains where dots before the `@` do not count, so that `ann.lee@` is `annlee@`. None by default, because at most
    /// companies those are two people.
    public var dotlessDomains: Set<String>
    /// Groups of domains that belong to one organisation, where the same name before the `@` is the same person:
    /// `[["contoso.com", "contoso.co.uk"]]`.
    public var equivalentDomains: [[String]]

    /// Sets what counts as the same address.
    ///
    /// - Parameters:
    ///   - ignoresPlusTags: whether a `+tag` is dropped.
    ///   - dotlessDomains: domains where dots before the `@` do not count.
    ///   - equivalentDomains: groups of domains of one organisation.
    public init(
        ignoresPlusTags: Bool = true, dotlessDomains: Set<String> = [], equivalentDomains: [[String]] = []
    ) {
        self.ignoresPlusTags = ignoresPlusTags
        self.dotlessDomains = dotlessDomains
        self.equivalentDomains = equivalentDomains
    }
}

/// ``AddressNormalization`` prepared for use: domains folded once, aliases resolved by look-up.
struct AddressNormalizer: Sendable {
    private let ignoresPlusTags: Bool
    private let dotlessDomains: Set<String>
    /// Each alias with the domain that stands for its group.
    private let canonicalDomains: [String: String]

    init(_ rules: AddressNormalization) {
        ignoresPlusTags = rules.ignoresPlusTags
        var canonical: [String: String] = [:]
        for group in rules.equivalentDomains {
            let domains = group.map(AddressKey.folded).filter { !$0.isEmpty }
            // Groups that share a domain are one group; the earlier one's name stands.
            guard let head = domains.first else { continue }
            let known = domains.compactMap { canonical[$0] }
            let name = known.first ?? head
            let merged = Set(known).subtracting([name])
            for (domain, other) in canonical where merged.contains(other) { canonical[domain] = name }
            for domain in domains { canonical[domain] = name }
        }
        canonicalDomains = canonical
        dotlessDomains = Set(rules.dotlessDomains.map(AddressKey.folded))
    }

    /// Whether an address may have a normal form other than itself. A quick look that spares most addresses the slow one.
    func mayChange(_ address: String) -> Bool {
        if !canonicalDomains.isEmpty || !dotlessDomains.isEmpty { return true }
        return ignoresPlusTags && address.utf8.contains(UInt8(ascii: "+"))
    }

    /// The normal form of an address, or nil if it is not of the form `local@domain`.
    func normalForm(of address: String) -> String? {
        let folded = AddressKey.folded(address)
        guard let at = folded.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        var local = Array(folded.utf8[..<at])
        let domain = String(folded[folded.index(after: at)...])
        if ignoresPlusTags, let plus = local.firstIndex(of: UInt8(ascii: "+")), plus > 0 {
            local.removeSubrange(plus...)
        }
        let canonical = canonicalDomains[domain] ?? domain
        if dotlessDomains.contains(domain) || dotlessDomains.contains(canonical) {
            local.removeAll { $0 == UInt8(ascii: ".") }
        }
        guard !local.isEmpty, !domain.isEmpty else { return nil }
        return String(decoding: local, as: UTF8.self) + "@" + canonical
    }
}
