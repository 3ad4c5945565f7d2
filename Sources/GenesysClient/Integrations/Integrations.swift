import Foundation
public import PatchbayCore

/// Integrations and the kinds that can be installed.
///
/// Permissions: `integrations:integration:view`, `:add` to install, `:edit` to configure and enable. `integrations` is not
/// `integration`, the domain of what users may do. Source: Genesys Cloud Integrations API.
public struct Integrations: Sendable {
    let genesys: Genesys

    // MARK: Kinds

    /// The kinds that can be installed. The id of the Microsoft Teams kind is not published, so it is looked for by name.
    public func types() throws(ConfigurationError) -> PagedSequence<IntegrationType> {
        try genesys.pages(IntegrationType.self, "/api/v2/integrations/types", operation: "integrations.types")
    }

    /// The kind named “Microsoft Teams”. Kinds with a like name (meetings, data actions) are told apart by what their users need:
    /// `integration:microsoftTeams:view`.
    ///
    /// - Returns: the candidates; exactly one is an answer, more are for a person to choose from, none means that the licence is
    ///   missing.
    public func microsoftTeamsTypes() async throws -> [IntegrationType] {
        let named = try await types().collect().filter { ($0.name ?? "").lowercased().contains("microsoft teams") }
        func fits(_ type: IntegrationType) -> Bool? {
            type.userPermissions.map { $0.contains { $0.lowercased().contains("microsoftteams") } }
        }
        let sure = named.filter { fits($0) == true }
        // Where nothing is said about permissions, the name has to do.
        return sure.isEmpty ? named.filter { fits($0) == nil } : sure
    }

    /// The properties that a kind's configuration must have. Empty when it asks for nothing, or publishes no schema.
    public func requiredProperties(of type: IntegrationType.ID) async throws -> [String] {
        struct Schema: Decodable, Sendable {
            var required: [String]?
        }
        let path = "/api/v2/integrations/types/\(PathSegment(type))/configschemas/properties"
        return try await genesys.find(
            Schema.self, genesys.request(.get, path), for: genesys.operation("integrations.schema"))?.required ?? []
    }

    // MARK: Integrations

    /// The integrations, of one kind if given.
    public func list(type: String? = nil) throws(ConfigurationError) -> PagedSequence<Integration> {
        var query = Query()
        if let type { query.append("integrationType", type) }
        return try genesys.pages(
            Integration.self, "/api/v2/integrations", query: query, operation: "integrations.list")
    }

    /// One integration; `nil` if there is none, or not yet: what was just installed can be missing for a moment.
    public func get(_ id: Integration.ID) async throws -> Integration? {
        try await genesys.find(
            Integration.self, genesys.request(.get, path(id)), for: genesys.operation("integrations.get"))
    }

    /// Installs an integration. A repeat would install a second one, so look first, and look again when no answer came.
    public func install(_ type: IntegrationType.ID, name: String) async throws -> Integration {
        struct Body: Encodable {
            struct Kind: Encodable { let id: String }
            let name: String
            let integrationType: Kind
        }
        return try await genesys.pipeline.fetch(
            Integration.self,
            genesys.request(
                .post, "/api/v2/integrations", json: Body(name: name, integrationType: .init(id: type))),
            for: genesys.operation("integrations.install", replay: .harmful))
    }

    /// Switches an integration on or off. What it then does is its ``Integration/reportedState``, some seconds later.
    @discardableResult
    public func setIntendedState(_ state: Integration.IntendedState, of id: Integration.ID) async throws -> Integration
    {
        try await genesys.pipeline.fetch(
            Integration.self, genesys.request(.patch, path(id), json: ["intendedState": state.rawValue]),
            for: genesys.operation("integrations.setState"))
    }

    /// The configuration, with the version that a change must name.
    public func configuration(of id: Integration.ID) async throws -> IntegrationConfiguration {
        try await genesys.pipeline.fetch(
            IntegrationConfiguration.self, genesys.request(.get, "\(path(id))/config/current"),
            for: genesys.operation("integrations.configuration"))
    }

    /// Replaces the configuration: give what ``configuration(of:)`` returned, with your changes. Everything that is not understood here
    /// is written back as it came.
    ///
    /// - Throws: ``PatchbayCore/ServiceError``; of category `conflict` if somebody else was faster.
    @discardableResult
    public func setConfiguration(
        _ configuration: IntegrationConfiguration, of id: Integration.ID
    ) async throws -> IntegrationConfiguration {
        try await genesys.pipeline.fetch(
            IntegrationConfiguration.self,
            genesys.request(.put, "\(path(id))/config/current", json: configuration),
            for: genesys.operation("integrations.configure", replay: .detectable))
    }

    /// The integrations for unified communications that are enabled: proof that one is installed and seen.
    /// Permission: `integration:unifiedCommunications:view`.
    public func unifiedCommunications() async throws -> [UnifiedCommunications] {
        try await genesys.pipeline.fetch(
            EntityPage<UnifiedCommunications>.self,
            genesys.request(.get, "/api/v2/integrations/unifiedcommunications/clientapps"),
            for: genesys.operation("integrations.unifiedCommunications")
        ).entities ?? []
    }

    private func path(_ id: Integration.ID) -> String { "/api/v2/integrations/\(PathSegment(id))" }
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
    var total: Int?
}
