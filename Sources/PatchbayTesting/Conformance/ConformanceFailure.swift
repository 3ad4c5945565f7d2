/// One requirement that an implementation does not meet, as a sentence.
///
/// ```swift
/// let failures = await HTTPTransportConformance.check { MyTransport() }
/// #expect(failures.isEmpty)                    // Swift Testing: prints the sentences
/// XCTAssertEqual(failures, [])                 // XCTest: the same
/// ```
public struct ConformanceFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What every implementation must do.
    public let requirement: String
    /// What this one did instead.
    public let observation: String

    /// Makes a failure.
    public init(requirement: String, observation: String) {
        self.requirement = requirement
        self.observation = observation
    }

    /// Both, as one sentence.
    public var description: String { "It must hold that \(requirement), but \(observation)." }
}
