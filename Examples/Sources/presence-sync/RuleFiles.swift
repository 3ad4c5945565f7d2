import Foundation
import PatchbayCore
import PresenceMapping

/// Reads a file of call rules.
enum RuleFiles {
    /// - Throws: ``PatchbayCore/ConfigurationError`` that says what is wrong with the file, and where.
    static func read(_ path: String) throws -> CallRuleBook {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError(
                "The rules file \(path) cannot be read.", remedy: "Name a file that exists and that you may read.",
                setting: "--rules")
        }
        do {
            return try CallRuleBook(json: data)
        } catch {
            throw ConfigurationError(error.message, remedy: error.remedy, setting: "--rules")
        }
    }
}
