import Foundation
public import PatchbayCore

/// Integrations, read only. Permission: `integrations:integration:view`. Source: Genesys Cloud Integrations API.
public struct Integrations: Sendable {
    let genesys: Genesys

    /// The kinds that can be installed. The id of the Microsoft Teams kind is not published, so it is looked for by name.
    public func types() throws(ConfigurationError) -> PagedSequence<IntegrationType> {
        try genesys.pages(IntegrationType.self, "/api/v2/integrations/types", operation: "integrations.types")
    }

    /// The integrations, of one kind if given.
    public func list(type: String? = nil) throws(ConfigurationError) -> PagedSequence<Integration> {
        var query = Query()
        if let type { query.append("integrationType", type) }
        return try genesys.pages(
            Integration.self, "/api/v2/integrations", query: query, operation: "integrations.list")
    }

    /// The kind named “Microsoft Teams”.
    ///
    /// - Returns: the candidates; exactly one is an answer, more are for a person to choose from, none means that the licence is
    ///   missing.
    public func microsoftTeamsTypes() async throws -> [IntegrationType] {
        try await types().collect().filter { ($0.name ?? "").lowercased().contains("microsoft teams") }
    }
}

/// A kind of integration.
public struct IntegrationType: Hashable, Sendable, Decodable, Identifiable {
    /// The id, a readable word.
    public var id: String
    /// The name.
    public var name: String?
    /// What a user needs to use it.
    public var userPermissions: [String]?
    /// How many there may be.
    public var maxInstances: Int?
}

/// An integration.
public struct Integration: Hashable, Sendable, Decodable, Identifiable {
    /// The id.
    public var id: String
    /// The name.
    public var name: String?
    /// What was asked for: `ENABLED`, `DISABLED` …
    public var intendedState: String?
    /// What is.
    public var reportedState: State?

    /// What an integration is doing.
    public struct State: Hashable, Sendable, Decodable {
        /// `ACTIVE`, `ACTIVATING`, `INACTIVE`, `DEACTIVATING`, `ERROR`; open.
        public var code: String?
    }

    /// Whether it works.
    public var isActive: Bool { reportedState?.code == "ACTIVE" }
}

extension Genesys {
    /// Numbered pages of `entities`, to the last one that `pageCount` names or until one is empty.
    func pages<Element: Decodable & Sendable>(
        _ type: Element.Type, _ path: String, query: Query = Query(), operation name: String
    ) throws(ConfigurationError) -> PagedSequence<Element> {
        let operation = operation(name)
        @Sendable func address(_ number: Int) throws(ConfigurationError) -> URL {
            var query = query
            query.append("pageSize", "100")
            query.append("pageNumber", String(number))
            return try pipeline.root.url(path, query: query)
        }
        return PagedSequence(first: try address(1), service: .genesys, operation: name) { url in
            let page = try await pipeline.fetch(EntityPage<Element>.self, HTTPRequest(url: url), for: operation)
            let number = page.pageNumber ?? 1
            let isLast = (page.entities ?? []).isEmpty || number >= page.pageCount ?? number
            return .init(elements: page.entities ?? [], next: isLast ? nil : try address(number + 1))
        }
    }
}

struct EntityPage<Element: Decodable & Sendable>: Decodable, Sendable {
    var entities: [Element]?
    var pageNumber: Int?
    var pageCount: Int?
}
