/// RingCentral's desktop plugin for the embedded app, and how to install it without anybody clicking.
///
/// Source: RingCentral for Microsoft Teams, embedded app admin guide (step 3a) and questions (silent switches; the `.exe`'s is
/// case-sensitive). The packages are static downloads.
public struct DesktopPlugin: Hashable, Sendable {
    /// A kind of package.
    public enum Package: String, Hashable, Sendable, CaseIterable {
        /// For Windows and endpoint management. Does not update itself.
        case windowsMSI
        /// For Windows. Updates itself.
        case windowsEXE
        /// For macOS and endpoint management. Does not update itself.
        case macOSPKG
    }

    /// What it is.
    public let package: Package
    /// Where to get it; `nil` where only the portal offers it.
    public let address: String?
    /// The command that installs it silently, run as an administrator.
    public let command: String

    /// All packages.
    public static let all: [DesktopPlugin] = [
        DesktopPlugin(
            package: .windowsMSI,
            address:
                "https://teams.ringcentral.com/assets/desktop-plugin/rc/latest/windows/RingCentralForTeamsDesktopPlugin-admin.msi",
            command: "msiexec /i RingCentralForTeamsDesktopPlugin-admin.msi /quiet"),
        DesktopPlugin(
            package: .windowsEXE, address: nil, command: "PLUGIN.exe /S"),
        DesktopPlugin(
            package: .macOSPKG,
            address:
                "https://teams.ringcentral.com/assets/desktop-plugin/rc/latest/mac/RingCentralForTeamsDesktopPlugin-admin.pkg",
            command: "sudo installer -pkg RingCentralForTeamsDesktopPlugin-admin.pkg -target /"),
    ]

    /// Whether the installed plugin updates itself.
    public var updatesItself: Bool { package == .windowsEXE }

    /// As what comes with a manual step.
    var attachment: ManualStep.Attachment {
        let (name, purpose) =
            switch package {
            case .windowsMSI: ("install-plugin-windows-msi.txt", "Silent install on Windows, from the MSI package")
            case .windowsEXE:
                (
                    "install-plugin-windows-exe.txt",
                    "Silent install on Windows; PLUGIN.exe is the file from the portal (mind the capital S)"
                )
            case .macOSPKG: ("install-plugin-macos.txt", "Silent install on macOS")
            }
        return ManualStep.Attachment(
            name: name, purpose: purpose, text: [address, command].compactMap { $0 }.joined(separator: "\n"))
    }
}
