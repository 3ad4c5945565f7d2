public import Foundation
public import GraphClient

/// A script for Teams PowerShell that gives an app setup policy, which pins the app, to the people of a plan.
///
/// Graph cannot pin. Microsoft wants such policies made and changed in the Teams admin center only, so the script makes none: it checks
/// that the policy is there and pins the app, and assigns it, 5,000 people at a time.
/// Sources: Teams PowerShell `Grant-CsTeamsAppSetupPolicy` (where policies are made), `Get-CsTeamsAppSetupPolicy`,
/// `New-CsBatchPolicyAssignmentOperation` (object ids, 5,000 a batch, the type `TeamsAppSetupPolicy`).
public struct PinningScript: Hashable, Sendable {
    /// Why no script can be made.
    public enum Fault: Error, Hashable, Sendable, LocalizedError {
        /// A policy's name or an id holds a line break or another control character.
        case controlCharacter(String)
        /// There is no policy's name.
        case noPolicy

        /// One sentence.
        public var errorDescription: String? {
            switch self {
            case .controlCharacter: "A name for the pinning script holds a line break or another control character."
            case .noPolicy: "The policy that pins the app has no name."
            }
        }
        /// What to do.
        public var recoverySuggestion: String? {
            "Give the name of the app setup policy exactly as the Teams admin center shows it."
        }
    }

    /// How many people one batch may have.
    public static let batchSize = 5000

    /// The script.
    public let text: String

    /// Makes a script.
    ///
    /// - Parameters:
    ///   - app: the app's id in the tenant's catalogue.
    ///   - policy: the name of the policy that pins it.
    ///   - users: the object ids of the people.
    /// - Throws: ``Fault``.
    public init(app: TeamsApp.ID, policy: String, users: [User.ID]) throws(Fault) {
        guard policy.contains(where: { !$0.isWhitespace }) else { throw .noPolicy }
        let quotedPolicy = try Self.quoted(policy)
        let quotedApp = try Self.quoted(app.rawValue)
        var lines = [
            "# Gives the app setup policy that pins the app to \(users.count) people.",
            "# Make the policy first: Teams admin center → Teams apps → Setup policies → Add → Pinned apps.",
            "#Requires -Modules MicrosoftTeams",
            "$ErrorActionPreference = 'Stop'",
            "Connect-MicrosoftTeams | Out-Null",
            "$policyName = \(quotedPolicy)",
            "$appId = \(quotedApp)",
            "$policy = Get-CsTeamsAppSetupPolicy -Identity $policyName -ErrorAction SilentlyContinue",
            "if (-not $policy) { throw \"There is no app setup policy named $policyName.\" }",
            "if (-not ($policy.PinnedAppBarApps | Where-Object { $_.Id -eq $appId })) { throw \"$policyName does not pin $appId.\" }",
            "$operations = @()",
        ]
        for start in stride(from: 0, to: users.count, by: Self.batchSize) {
            let portion = users[start..<min(start + Self.batchSize, users.count)]
            lines.append("$people = @(")
            for (offset, user) in portion.enumerated() {
                lines.append("    \(try Self.quoted(user.rawValue))\(offset == portion.count - 1 ? "" : ",")")
            }
            lines.append(")")
            lines.append(
                "$operations += New-CsBatchPolicyAssignmentOperation -PolicyType TeamsAppSetupPolicy -PolicyName $policyName -Identity $people -OperationName 'Pin the app'"
            )
        }
        lines += [
            "foreach ($operation in $operations) {",
            "    do {",
            "        Start-Sleep -Seconds 10",
            "        $state = Get-CsBatchPolicyAssignmentOperation -OperationId $operation",
            "    } while ($state.OverallStatus -in 'NotStarted', 'InProgress')",
            "    $state",
            "}",
        ]
        text = lines.joined(separator: "\n") + "\n"
    }

    /// Text in single quotes, in which PowerShell replaces nothing. Five characters end such a text; each is written twice.
    static func quoted(_ text: String) throws(Fault) -> String {
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .controlCharacter(text)
        }
        var result = "'"
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(scalar)
            if "'\u{2018}\u{2019}\u{201A}\u{201B}".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "'"
    }
}
