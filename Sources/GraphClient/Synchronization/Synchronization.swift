import PatchbayCore

/// How Entra provisions users into an enterprise application: the jobs, and which attribute goes where.
///
/// Permission: `Synchronization.Read.All`. Sources: Microsoft Graph `synchronization-serviceprincipal-list-synchronizationjobs`,
/// `synchronization-synchronizationschema-get`.
public struct Synchronization: Sendable {
    let graph: Graph

    /// The jobs of an app.
    public func jobs(of app: ServicePrincipal.ID) async throws -> [SynchronizationJob] {
        let request = try graph.request(.get, "\(Self.path(app))/jobs")
        return try await graph.pages(
            SynchronizationJob.self, first: request, operation: GraphOperations.synchronizationJobs
        ).collect()
    }

    /// What a job maps to what.
    public func schema(of job: SynchronizationJob.ID, app: ServicePrincipal.ID) async throws -> SynchronizationSchema {
        try await graph.pipeline.fetch(
            SynchronizationSchema.self,
            graph.request(.get, "\(Self.path(app))/jobs/\(PathSegment(job))/schema"),
            for: GraphOperations.synchronizationSchema)
    }

    private static func path(_ app: ServicePrincipal.ID) -> String {
        "/servicePrincipals/\(PathSegment(app.rawValue))/synchronization"
    }
}

/// A provisioning job. Source: Microsoft Graph `resources/synchronization-synchronizationjob`.
public struct SynchronizationJob: Identifiable, Hashable, Sendable, Codable {
    /// The id.
    public var id: String
    /// What it is doing.
    public var status: Status?

    /// What a job is doing.
    public struct Status: Hashable, Sendable, Codable {
        /// The state.
        public var code: Code?
    }

    /// A state of a job. Open.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a code.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// It runs.
        public static let active = Code(rawValue: "Active")
        /// It failed too often and runs rarely until somebody looks.
        public static let quarantine = Code(rawValue: "Quarantine")
        /// It was stopped.
        public static let paused = Code(rawValue: "Paused")
        /// It was never set up.
        public static let notConfigured = Code(rawValue: "NotConfigured")
    }

    /// Whether it writes; `nil` for a state that is not known here.
    public var writes: Bool? {
        switch status?.code {
        case .active, .quarantine: true
        case .paused, .notConfigured: false
        default: nil
        }
    }
}

/// What a job maps to what. Source: Microsoft Graph `resources/synchronization-synchronizationschema`.
public struct SynchronizationSchema: Hashable, Sendable, Codable {
    /// A rule of a job.
    public struct Rule: Hashable, Sendable, Codable {
        /// The name.
        public var name: String?
        /// The mappings, one for each kind of object.
        public var objectMappings: [ObjectMapping]?
    }

    /// The mapping of one kind of object.
    public struct ObjectMapping: Hashable, Sendable, Codable {
        /// Whether it is used.
        public var enabled: Bool?
        /// The kind in Entra, such as `User`.
        public var sourceObjectName: String?
        /// The kind on the other side.
        public var targetObjectName: String?
        /// The attributes.
        public var attributeMappings: [AttributeMapping]?
    }

    /// The mapping of one attribute.
    public struct AttributeMapping: Hashable, Sendable, Codable {
        /// The attribute on the other side.
        public var targetAttributeName: String?
        /// Where its value comes from.
        public var source: Source?
        /// `Always`, `ObjectAddOnly` …; open.
        public var flowType: String?
        /// 1 and up for attributes that users are matched by; 0 for others.
        public var matchingPriority: Int?

        /// Makes a mapping.
        public init(
            _ source: Source, to target: String, flowType: String = "Always", matchingPriority: Int = 0
        ) {
            self.source = source
            targetAttributeName = target
            self.flowType = flowType
            self.matchingPriority = matchingPriority
        }
    }

    /// Where a value comes from.
    public struct Source: Hashable, Sendable, Codable {
        /// The expression, such as `[objectId]`.
        public var expression: String?
        /// The attribute, for a plain one.
        public var name: String?
        /// `Attribute`, `Constant`, `Function`; open.
        public var type: String?

        /// Makes a source of an expression.
        public init(expression: String) { self.expression = expression }
    }

    /// The rules.
    public var synchronizationRules: [Rule]?

    /// The attribute mappings of users that are in use.
    public var userMappings: [AttributeMapping] {
        (synchronizationRules ?? []).flatMap { $0.objectMappings ?? [] }
            .filter { $0.enabled != false && ($0.sourceObjectName ?? "User").lowercased() == "user" }
            .flatMap { $0.attributeMappings ?? [] }
    }
}
