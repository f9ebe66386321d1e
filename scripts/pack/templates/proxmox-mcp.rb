# typed: strict
# frozen_string_literal: true

# Generated for each release; changes here are lost.
class ProxmoxMcp < Formula
  desc "@DESCRIPTION@"
  homepage "@HOMEPAGE@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    on_arm do
      url "@MACOS_ARM64_URL@"
      sha256 "@MACOS_ARM64_SHA256@"
    end
    on_intel do
      url "@MACOS_X64_URL@"
      sha256 "@MACOS_X64_SHA256@"
    end
  end

  on_linux do
    on_arm do
      url "@LINUX_ARM64_URL@"
      sha256 "@LINUX_ARM64_SHA256@"
    end
    on_intel do
      url "@LINUX_X64_URL@"
      sha256 "@LINUX_X64_SHA256@"
    end
  end

  def install
    bin.install Dir["proxmox-mcp-*"].first => "proxmox-mcp"
    generate_completions_from_executable(bin/"proxmox-mcp", "completions")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/proxmox-mcp --version")
  end
end
