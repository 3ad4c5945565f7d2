/// What a step of a run came to, whichever flow it belongs to: the part that a report, a progress line or a script can show without
/// knowing the flow.
public protocol RunOutcome: Hashable, Sendable, Codable {
    /// What a step can come to in this flow.
    associatedtype Kind: RunOutcomeKind

    /// The user principal name, or whatever else names the user.
    var userPrincipalName: String { get }
    /// What it came to.
    var kind: Kind { get }
    /// Why, for `skipped` and `failed`: a stable word.
    var reason: String? { get }
    /// What exactly was seen; the service's own words, shortened, for `failed`.
    var detail: String? { get }
    /// What a person should do.
    var remedy: String? { get }
    /// The service's request id.
    var requestID: String? { get }
}

/// The kinds of outcome of a flow, in the words that scripts rely on. Every flow leaves people out and can fail; the rest is its own.
public protocol RunOutcomeKind: RawRepresentable<String>, Hashable, Sendable, Codable, CodingKeyRepresentable,
    CaseIterable
{
    /// Left out, with a reason.
    static var skipped: Self { get }
    /// Not done, with a reason and a remedy.
    static var failed: Self { get }
}
