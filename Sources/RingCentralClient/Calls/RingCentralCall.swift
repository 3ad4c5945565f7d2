public import PatchbayCore

/// One call of RingCentral's API as data: where it goes, which limit it counts against, what it takes to be allowed.
///
/// Two gates stand before every call: the app's scope, which is set in the developer console, and the signed-in user's permission,
/// which comes from a role. Source: RingCentral `basics/permissions`. The table is what errors are explained with and what plans are
/// estimated with; a test compares it with RingCentral's OpenAPI description.
public struct RingCentralCall: Hashable, Sendable {
    /// A dotted name, such as `extensions.list`; it appears in errors and events.
    public let name: String
    /// The method.
    public let method: HTTPMethod
    /// The path with its placeholders, as the vendor's description writes it.
    public let template: String
    /// The limit that it counts against (`x-throttling-group`).
    public let group: RateGroup
    /// The scope that the app needs; `nil` where none is listed.
    public let scope: AppScope?
    /// The permission that the signed-in user needs; `nil` where none is listed.
    public let permission: UserPermission?
    /// What a repeat would do.
    public let replay: APIOperation.Replay
    /// Where this was read: an operation id of the OpenAPI description of 2021, or what says so since.
    public let source: String

    init(
        _ name: String, _ method: HTTPMethod, _ template: String, _ group: RateGroup, _ scope: AppScope? = nil,
        _ permission: UserPermission? = nil, replay: APIOperation.Replay = .harmless, source: String
    ) {
        self.name = name
        self.method = method
        self.template = template
        self.group = group
        self.scope = scope
        self.permission = permission
        self.replay = replay
        self.source = source
    }

    /// The call for the pipeline.
    public var operation: APIOperation {
        APIOperation(name, charges: [RateCharge(group)], replay: replay)
    }

    /// The path; `{accountId}` becomes `~`, the signed-in user's account, and the other placeholders take the segments in order.
    func path(_ segments: [Segment]) -> String {
        var rest = segments[...]
        return template.split(separator: "/").map { part in
            guard part.hasPrefix("{") else { return "/" + part }
            return part == "{accountId}" ? "/~" : "/" + (rest.popFirst()?.text ?? "~")
        }.joined()
    }
}
