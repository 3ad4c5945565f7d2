import Foundation
public import PatchbayCore

/// Runs a transport against a server on this machine that misbehaves in every way that Patchbay has to survive, and says where the
/// transport does not keep the contract of `HTTPTransport`.
///
/// It uses no test framework, so it runs under any. All at once:
///
/// ```swift
/// @Test func `my transport keeps the contract`() async {
///     #expect(await HTTPTransportConformance.check { MyTransport() } == [])
/// }
/// ```
///
/// or one test a requirement, so that the list of tests reads as the contract:
///
/// ```swift
/// @Test(arguments: HTTPTransportConformance.requirements)
/// func `my transport`(must requirement: HTTPTransportConformance.Requirement) async {
///     #expect(await HTTPTransportConformance.check([requirement]) { MyTransport() } == [])
/// }
/// ```
///
/// The server listens on 127.0.0.1 only, and nothing else is contacted. All requirements together take about ten seconds.
public enum HTTPTransportConformance {
    /// One thing that a transport must do.
    public struct Requirement: Hashable, Sendable, CustomStringConvertible {
        /// The requirement, as the second half of “It must hold that …”.
        public let description: String
        let body: @Sendable (Wire) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (Wire) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// The same requirement.
        public static func == (left: Requirement, right: Requirement) -> Bool { left.description == right.description }
        /// By its sentence.
        public func hash(into hasher: inout Hasher) { hasher.combine(description) }
    }

    /// All of them.
    public static let requirements: [Requirement] =
        exchangeRequirements + redirectRequirements + cancellationRequirements + faultRequirements + bodyRequirements
        + connectionRequirements

    /// Runs a transport through requirements.
    ///
    /// - Parameters:
    ///   - requirements: which ones; all by default.
    ///   - bodyCeiling: the size of the largest answer that the transport takes, if it was made with one. Make it small (a megabyte) for
    ///     the test; without it, the requirements about ceilings are passed over.
    ///   - timeLimit: how long one requirement may take before the transport counts as stuck.
    ///   - makeTransport: makes a transport; called once for each requirement.
    /// - Returns: what is not met, empty if all is well.
    public static func check(
        _ requirements: [Requirement] = requirements, bodyCeiling: Int? = nil,
        timeLimit: Duration = .seconds(300), makeTransport: @escaping @Sendable () async throws -> any HTTPTransport
    ) async -> [ConformanceFailure] {
        var failures: [ConformanceFailure] = []
        for requirement in requirements {
            let findings = Findings(for: requirement.description)
            do {
                let wire = Wire(
                    server: try LoopbackServer(), other: try LoopbackServer(), transport: try await makeTransport(),
                    bodyCeiling: bodyCeiling, findings: findings)
                let outcome = await settled(within: timeLimit) { try await requirement.body(wire) }
                switch outcome {
                case .success: break
                case .failure(let error as UnexpectedOutcome): findings.add(error.sentence)
                case .failure(let error): findings.add("the check ended with \(error)")
                case nil: findings.add("the check did not end within \(timeLimit)")
                }
                await wire.server.stop()
                await wire.other.stop()
            } catch {
                findings.add("the check could not start: \(error)")
            }
            failures += findings.failures
        }
        return failures
    }
}

/// A check cannot go on, because something that it needs did not happen.
struct UnexpectedOutcome: Error {
    let sentence: String
}
